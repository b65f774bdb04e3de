import {
  type CallOptions,
  Forbidden,
  InvalidArguments,
  isModelName,
  NotFound,
  type OdooClients,
  type OdooConnection,
  type OdooReader,
  type OdooRecord,
  PayloadTooLarge,
  type Principal,
  type RecordFiles,
  type ReportDescription,
  type ReportFile,
  type ReportFormat,
  type UserContext,
} from '#libs/contracts';
import { isClosedModel } from './access-policy.js';
import { findReports } from './report-search.js';

/** Throws the policy's refusal, or does nothing. */
type Decides = (model: string) => Promise<void>;

const ATTACHMENT = 'ir.attachment';
const DESCRIPTION = ['name', 'mimetype', 'file_size', 'create_date', 'type', 'url'];
const ATTACHMENTS_MAX = 200;
const PDF = 'application/pdf';

/** 14 has no such method and lets every employee read `ir.model`; 19 does not. */
const AVAILABLE_MODELS_SINCE = 15;

/**
 * The narrow door to what is protected in general. It goes over the raw connection, so every method here asks first
 * whether the principal may use the model, and then whether the connection's user finds the record.
 */
export class ConnectionRecordFiles implements RecordFiles {
  readonly #connection: OdooConnection;
  readonly #principal: Principal;
  readonly #mayRead: Decides;
  readonly #mayWrite: Decides;
  readonly #limits: { readonly fileBytes: number };
  readonly #clients: OdooClients;
  readonly #options: CallOptions;
  readonly #odoo: OdooReader;

  constructor(
    connection: OdooConnection,
    principal: Principal,
    mayRead: Decides,
    mayWrite: Decides,
    limits: { readonly fileBytes: number },
    clients: OdooClients,
    options: CallOptions = {},
  ) {
    this.#connection = connection;
    this.#principal = principal;
    this.#mayRead = mayRead;
    this.#mayWrite = mayWrite;
    this.#limits = limits;
    this.#clients = clients;
    this.#options = options;
    this.#odoo = clients.reader(connection, options);
  }

  async models(): Promise<ReadonlyArray<{ readonly model: string; readonly name: string }>> {
    const { major } = await this.#connection.serverInfo(this.#options);
    const found =
      (major >= AVAILABLE_MODELS_SINCE ? await this.#availableModels() : undefined) ?? (await this.#models());
    // 14 lists a model `_unknown`, which is none.
    return found.filter(({ model }) => isModelName(model) && !isClosedModel(this.#principal, model));
  }

  userContext(): Promise<UserContext> {
    return this.#connection.userContext(this.#options);
  }

  async modules(): Promise<string[]> {
    const query = { domain: [['state', '=', 'installed']], fields: ['name'], order: 'name' };
    try {
      const rows = await this.#odoo.searchRead('ir.module.module', query);
      return rows.map(({ name }) => String(name));
    } catch (error) {
      if (error instanceof Forbidden) return [];
      throw error;
    }
  }

  async attachments(model: string, id: number): Promise<OdooRecord[]> {
    await this.#requireReadable(model, [id]);
    return this.#odoo.searchRead(ATTACHMENT, {
      domain: attachedTo(model, id),
      fields: DESCRIPTION,
      order: 'id desc',
      limit: Math.min(ATTACHMENTS_MAX, this.#principal.maxRows ?? ATTACHMENTS_MAX),
    });
  }

  async attachment(attachmentId: number): Promise<OdooRecord> {
    const domain = [
      ['id', '=', attachmentId],
      ['res_field', '=', false],
    ];
    const fields = [...DESCRIPTION, 'res_model', 'res_id'];
    const [found] = await this.#odoo.searchRead(ATTACHMENT, { domain, fields, limit: 1 });
    if (!found || !(await this.#hangsOnReadable(found))) throw noAttachment();
    return this.#withContent(found);
  }

  async attach(
    model: string,
    id: number,
    { name, base64 }: { readonly name: string; readonly base64: string },
  ): Promise<number> {
    if (this.#principal.mode === 'readonly') {
      const hint = 'Set MCP_MODE=readwrite to allow it.';
      throw new Forbidden('Uploading writes, and this key is readonly.', { layer: 'mode', rule: 'readonly', hint });
    }
    await this.#mayWrite(model);
    await this.#requireReadable(model, [id]);
    this.#requireSize(Buffer.byteLength(base64, 'base64'), name);
    const values = { name, datas: base64, res_model: model, res_id: id };
    const [created] = await this.#clients.writer(this.#connection, this.#options).create(ATTACHMENT, [values]);
    if (created === undefined) throw new NotFound('Odoo gave the attachment no id.');
    return created;
  }

  async findReports(nameOrTitle: string): Promise<ReportDescription[]> {
    const reports = await findReports(this.#odoo, nameOrTitle);
    return reports.filter(({ model }) => !isClosedModel(this.#principal, model));
  }

  async report(report: ReportDescription, ids: readonly number[], format: ReportFormat): Promise<ReportFile> {
    await this.#requireReadable(report.model, ids);
    // Only PDF is kept by Odoo.
    const writes = report.stores && format === 'pdf';
    const { mode, scopes } = this.#principal;
    if (writes && (mode === 'readonly' || scopes?.includes('write') === false)) return this.#storedReport(report, ids);
    return this.#connection.reports.render(report.reportName, ids, format, this.#options);
  }

  async #availableModels(): Promise<{ model: string; name: string }[] | undefined> {
    const operation = { model: 'ir.model', method: 'get_available_models', args: [], kwargs: {} };
    try {
      const rows = (await this.#connection.call(operation, { ...this.#options, readsOnly: true })) as OdooRecord[];
      return rows.map(({ model, display_name: name }) => ({ model: String(model), name: String(name) }));
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }

  async #models(): Promise<{ model: string; name: string }[]> {
    const query = { domain: [['transient', '=', false]], fields: ['model', 'name'], order: 'model' };
    const rows = await this.#odoo.searchRead('ir.model', query);
    return rows.map(({ model, name }) => ({ model: String(model), name: String(name) }));
  }

  /** @throws the refusal; NotFound where one of the records is not there or not for the connection's user. */
  async #requireReadable(model: string, ids: readonly number[]): Promise<void> {
    await this.#mayRead(model);
    if (ids.length === 0 || !ids.every((id) => Number.isSafeInteger(id) && id > 0)) {
      throw new InvalidArguments('Records are named by whole numbers.');
    }
    // A search, archived ones included: reading nothing but ids answers for records too that are gone.
    const args = [[['id', 'in', ids]]];
    const kwargs = { context: { active_test: false } };
    const options = { ...this.#options, readsOnly: true };
    const found = (await this.#connection.call({ model, method: 'search', args, kwargs }, options)) as number[];
    if (ids.every((id) => found.includes(id))) return;
    throw new NotFound(`A record of ${model} that was named does not exist, or is not for the gateway's user.`, {
      hint: 'Search for it again.',
    });
  }

  /** Hidden, unreadable and missing look alike from outside, or the numbers would tell what there is. */
  async #hangsOnReadable({ res_model: model, res_id: id }: OdooRecord): Promise<boolean> {
    if (typeof model !== 'string' || typeof id !== 'number' || id === 0) return false;
    try {
      await this.#requireReadable(model, [id]);
      return true;
    } catch (error) {
      if (error instanceof Forbidden || error instanceof NotFound) return false;
      throw error;
    }
  }

  async #withContent(description: OdooRecord): Promise<OdooRecord> {
    const { id, name, file_size: size } = description;
    this.#requireSize(Number(size), String(name));
    const [content] = await this.#odoo.read(ATTACHMENT, [Number(id)], ['datas']);
    if (!content) throw noAttachment();
    return { ...description, datas: content['datas'] };
  }

  /** What Odoo has kept, since printing again would write. */
  async #storedReport(report: ReportDescription, ids: readonly number[]): Promise<ReportFile> {
    const [id, ...others] = ids;
    if (id === undefined || others.length > 0) throw wouldStore(report);
    const [record] = await this.#odoo.read(report.model, [id], ['display_name']);
    const domain = [...attachedTo(report.model, id), ['mimetype', '=', PDF]];
    const files = await this.#odoo.searchRead(ATTACHMENT, { domain, fields: DESCRIPTION, limit: ATTACHMENTS_MAX });
    const [file, ...more] = files.filter(({ name }) => isNamedLike(String(name), String(record?.['display_name'])));
    if (!file || more.length > 0) throw wouldStore(report);
    const { datas } = await this.#withContent(file);
    if (typeof datas !== 'string') throw wouldStore(report);
    return { bytes: new Uint8Array(Buffer.from(datas, 'base64')), mimeType: PDF };
  }

  #requireSize(bytes: number, name: string): void {
    const { fileBytes } = this.#limits;
    if (bytes <= fileBytes) return;
    throw new PayloadTooLarge(`The file ${name.slice(0, NAME_SHOWN)} is above ${fileBytes} bytes.`, {
      hint: 'Raise FILE_MAX_BYTES to allow it.',
    });
  }
}

const NAME_SHOWN = 100;

function attachedTo(model: string, id: number): unknown[][] {
  return [
    ['res_model', '=', model],
    ['res_id', '=', id],
    ['res_field', '=', false],
  ];
}

/**
 * `INV_2026_05_0001.pdf` for `INV/2026/05/0001 (ref)`. The name comes from an expression that only Odoo can compute; this
 * is what all of its own reports make of it.
 */
function isNamedLike(fileName: string, displayName: string): boolean {
  const document = displayName.split(' ')[0] ?? '';
  return document !== '' && fileName === `${document.replaceAll('/', '_')}.pdf`;
}

function noAttachment(): NotFound {
  return new NotFound('There is no such attachment on a record that may be read.', {
    hint: 'List those of a record by its model and id.',
  });
}

function wouldStore({ reportName }: ReportDescription): Forbidden {
  return new Forbidden(`Printing ${reportName} makes Odoo store a file, and this key is readonly.`, {
    layer: 'mode',
    rule: 'report-stores',
    hint: 'Ask for format html, or for a single document that was printed before.',
  });
}
