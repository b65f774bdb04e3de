import type { OdooVersion } from '../orm/model-definition.js';
import type { Row } from '../orm/row.js';
import { ACCOUNTS } from './accounts.js';
import { CATEGORIES, COUNTRIES } from './reference-rows.js';

const START = Date.UTC(2024, 0, 1, 8);
const HOUR = 3_600_000;
const PEOPLE_PER_COMPANY = 4;
/** Kept out of the usual searches, to try `active_test` on. */
const ARCHIVED = 5;

const FIRST = ['Ada', 'Bruno', 'Chloe', 'David', 'Elif', 'Farid', 'Greta', 'Hugo', 'Ines', 'Jonas', 'Keiko', 'Liam'];
const LAST = ['Adler', 'Bauer', 'Costa', 'Dubois', 'Ekman', 'Ferrari', 'Garcia', 'Haas', 'Ivanov', 'Janssens', 'Kim'];
const KIND = ['Timber', 'Furniture', 'Textiles', 'Logistics', 'Foods', 'Glass', 'Paper', 'Robotics', 'Optics'];
const PLACE = ['Northern', 'Azure', 'Gemini', 'Harbour', 'Summit', 'Willow', 'Cobalt', 'Lakeside'];
const TOWNS = ['Brussels', 'Lyon', 'Porto', 'Turin', 'Leipzig', 'Utrecht', 'Graz', 'Malmö', 'Cork', 'Basel'];
const STREETS = ['Station Road', 'Mill Lane', 'Rue Haute', 'Hafenstraße', 'Via Roma'];
const JOBS = ['Buyer', 'Accountant', 'Director', 'Engineer'];
const TYPES = ['contact', 'contact', 'contact', 'invoice', 'contact', 'delivery', 'contact'];
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** The same partners at every start: `count` active ones, those of the users and the company among them. */
export function* partnerRows(version: OdooVersion, count: number): Generator<Row> {
  let active = 0;
  for (const row of accountPartners(version)) {
    if (row['active']) active += 1;
    yield row;
  }
  const first = ACCOUNTS[version].length + 2;
  const last = first + Math.max(0, count - active) + ARCHIVED;
  for (let id = first; id < last; id += 1) {
    const place = id - first;
    const isCompany = place % (PEOPLE_PER_COMPANY + 1) === 0;
    const row = isCompany ? company(version, id, place) : person(version, id, place);
    yield id >= last - ARCHIVED ? { ...row, active: false } : row;
  }
}

function* accountPartners(version: OdooVersion): Generator<Row> {
  const company = { name: 'My Company (San Francisco)', email: 'info@yourcompany.com', is_company: true, active: true };
  yield { ...base(version, 1, 0), ...company, country_id: 1, image_1920: PIXEL };
  for (const account of ACCOUNTS[version]) {
    const { name, email, active, partner } = account;
    yield { ...base(version, partner, partner), name, email, active, parent_id: active && 1, country_id: 1 };
  }
}

function base(version: OdooVersion, id: number, place: number): Row {
  const moment = new Date(START + place * HOUR).toISOString().slice(0, 19).replace('T', ' ');
  return {
    id,
    name: false,
    email: false,
    phone: false,
    is_company: false,
    active: true,
    type: 'contact',
    parent_id: false,
    country_id: false,
    category_id: [],
    user_id: false,
    company_id: false,
    street: false,
    street2: false,
    zip: false,
    city: false,
    function: false,
    website: false,
    ref: false,
    vat: false,
    lang: 'en_US',
    tz: false,
    color: 0,
    credit_limit: 0,
    comment: false,
    image_1920: false,
    ...(version === 14 ? { mobile: false } : {}),
    create_uid: 1,
    create_date: moment,
    write_uid: 1,
    write_date: moment,
  };
}

function company(version: OdooVersion, id: number, place: number): Row {
  const number = place / (PEOPLE_PER_COMPANY + 1);
  const name = `${pick(PLACE, number)} ${pick(KIND, Math.floor(number / PLACE.length))} ${number + 1}`;
  const row = base(version, id, place);
  row['name'] = name;
  row['email'] = `info@${domainOf(number)}`;
  row['website'] = `https://${domainOf(number)}`;
  row['phone'] = phoneOf(place);
  row['is_company'] = true;
  row['ref'] = `C${String(number + 1).padStart(5, '0')}`;
  row['vat'] = `BE0${String(400_000_000 + number * 97)}`;
  row['credit_limit'] = (number % 20) * 500;
  row['comment'] = number % 3 === 0 ? '<p>Pays <b>late</b>.</p>' : false;
  row['user_id'] = number % 2 === 0 ? 2 : false;
  row['category_id'] = number % 4 === 0 ? [] : tagsOf(number);
  return withAddress(row, number);
}

function person(version: OdooVersion, id: number, place: number): Row {
  const number = Math.floor(place / (PEOPLE_PER_COMPANY + 1));
  const seat = place % (PEOPLE_PER_COMPANY + 1);
  const first = pick(FIRST, place);
  const last = pick(LAST, number + seat);
  const row = base(version, id, place);
  row['name'] = `${first} ${last}`;
  row['email'] = `${first}.${last}@${domainOf(number)}`.toLowerCase();
  row['phone'] = place % 3 === 0 ? false : phoneOf(place);
  row['function'] = pick(JOBS, place);
  row['parent_id'] = seat === PEOPLE_PER_COMPANY ? false : id - seat;
  row['type'] = seat === PEOPLE_PER_COMPANY ? 'contact' : pick(TYPES, place);
  row['category_id'] = place % 7 === 0 ? tagsOf(place) : [];
  if (version === 14) row['mobile'] = `+32 470 ${String(100_000 + (place % 900_000))}`;
  return withAddress(row, number);
}

function withAddress(row: Row, number: number): Row {
  row['street'] = `${pick(STREETS, number)} ${(number % 80) + 1}`;
  row['zip'] = String(1000 + (number % 9000));
  row['city'] = pick(TOWNS, number);
  row['country_id'] = number % 11 === 10 ? false : (number % COUNTRIES.length) + 1;
  return row;
}

const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

const domainOf = (number: number): string => `company-${number + 1}.example`;

const phoneOf = (place: number): string => `+32 2 ${String(100 + (place % 900))} ${String(10 + (place % 90))} 00`;

function tagsOf(number: number): number[] {
  const first = (number % CATEGORIES.length) + 1;
  return number % 2 === 0 ? [first] : [first, (first % CATEGORIES.length) + 1];
}
