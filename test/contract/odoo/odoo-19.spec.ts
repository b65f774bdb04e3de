import { odooContract } from './contract.js';
import { realOdoo } from './targets.js';

odooContract(realOdoo(19));
