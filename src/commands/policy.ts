import { loadEnvFile } from '../config/env-file.ts';
import { readConfig } from '../config.ts';
import { ConfigError } from '../domain/errors.ts';
import { policyWords } from '../domain/policy-words.ts';

/**
 * `npm run policy`: the policy that holds (`POLICY_FILE` or the built-in one), in words; 78 with what is wrong in it.
 */
try {
  const inFile = loadEnvFile();
  const { policy, warnings } = readConfig(process.env, inFile);
  console.log(process.env.POLICY_FILE ? `The policy of ${process.env.POLICY_FILE}:` : 'The built-in policy:');
  for (const sentence of policyWords(policy)) console.log(`- ${sentence}`);
  for (const warning of warnings) console.log(`Warning: ${warning}`);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  for (const problem of error.problems) console.error(`- ${problem}`);
  process.exitCode = 78;
}
