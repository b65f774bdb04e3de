import { definePrompt } from '#libs/contracts';
import { z } from 'zod';
import { recordNameCompleter } from '../completers/record-name.completer.js';
import { nameArgument, quoted } from './prompt-arguments.js';
import { findingSteps, promptText } from './prompt-text.js';

export const pipelineReview = definePrompt({
  name: 'pipeline_review',
  title: 'Pipeline review',
  description: 'Open opportunities by stage and salesperson, the largest, and those that are late or left alone.',
  input: z.strictObject({
    team: nameArgument.optional().describe('Name of a sales team; all teams if left out'),
    salesperson: nameArgument.optional().describe('Name of a user; everybody if left out'),
  }),
  complete: {
    team: recordNameCompleter('crm.team', 'names of sales teams'),
    salesperson: recordNameCompleter('res.users', 'names of internal users', [['share', '=', false]]),
  },
  text({ team, salesperson }, today) {
    const ofTeam = team === undefined ? '' : ',["team_id","=",TEAM]';
    const ofUser = salesperson === undefined ? '' : ',["user_id","=",USER]';
    const open = `["type","=","opportunity"],["stage_id.is_won","=",false]${ofTeam}${ofUser}`;
    const fields = '"fields":["name","partner_id","stage_id","expected_revenue","date_deadline","user_id"]';
    const order = '"order":"expected_revenue desc","limit":20';
    const risky = `"|",["date_deadline","<",${quoted(today)}],["activity_ids","=",false]`;
    return promptText(
      'Review the open opportunities in the CRM pipeline.',
      [
        ...findingSteps(
          { word: 'TEAM', model: 'crm.team', name: team },
          { word: 'USER', model: 'res.users', name: salesperson },
        ),
        `Expected and weighted revenue: odoo_aggregate {"model":"crm.lead","domain":[${open}],"group_by":["stage_id","user_id"],"aggregates":["expected_revenue:sum","prorated_revenue:sum"]}`,
        `The largest: odoo_search {"model":"crm.lead","domain":[${open}],${fields},${order}}`,
        `At risk, past the closing date or with no next activity: odoo_search {"model":"crm.lead","domain":[${risky},${open}],${fields},${order}}`,
      ],
      'Then tell me: totals by stage, who carries how much, what is at risk and why, and what to do this week.',
    );
  },
});
