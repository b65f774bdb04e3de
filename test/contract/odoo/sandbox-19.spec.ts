import { odooContract } from './contract.js';
import { sandboxOdoo } from './targets.js';

odooContract(sandboxOdoo(19));
