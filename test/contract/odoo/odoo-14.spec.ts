import { odooContract } from './contract.js';
import { realOdoo } from './targets.js';

odooContract(realOdoo(14));
