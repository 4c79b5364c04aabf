import { readFileSync } from "node:fs";

/** After all tests: nothing in the server's log names a number or an address of a person. */
export default async function checkLog() {
  if (!process.env.SERVER_LOG) return;
  const log = readFileSync(process.env.SERVER_LOG, "utf8");
  const { entities } = await (await fetch(`${process.env.SANDBOX_URL}/sandbox/accounts`)).json();
  const fields = (record: Record<string, string>) => [record.cardNo, record.telephone, record.email];
  const secrets = new Set(
    entities.flatMap((record: any) => [record, ...(record.relationList ?? [])].flatMap(fields)).filter((value?: string) => value && value.length > 6),
  );
  const found = [...secrets].filter((secret) => log.includes(secret as string)).length;
  if (secrets.size < 1_000 || log.length < 10_000) throw new Error(`too little to look at: ${secrets.size} values, ${log.length} bytes of log`);
  if (found > 0) throw new Error(`${found} of ${secrets.size} numbers and addresses of people stand in the server's log`);
  console.log(`${log.length} bytes of the server's log hold none of ${secrets.size} numbers and addresses of people`);
}
