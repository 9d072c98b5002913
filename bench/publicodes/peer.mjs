// Engines of publicodes, asked line by line: a request in JSON, an answer in JSON.
//   {"add": name, "rules": {…}, "verdicts": [rule, …]}   →  {}
//   {"ask": name, "situation": {…}}                      →  {rule: verdict or null, …}
//   {"time": [[name, situation], …], "seconds": s}       →  {"seconds": processor seconds of one}
import { createInterface } from "node:readline";
import Engine from "publicodes";

const silent = { log() {}, warn() {}, error(fault) { throw new Error(fault); } };
const engines = new Map();

function verdicts(name, situation) {
  const { engine, rules } = engines.get(name);
  engine.setSituation(situation);
  return rules.map((rule) => engine.evaluate(rule));
}

function time(asked, seconds) {
  const begun = process.cpuUsage();
  const until = performance.now() + 1000 * seconds;
  let turns = 0;
  do {
    for (const [name, situation] of asked) verdicts(name, situation);
    turns += 1;
  } while (performance.now() < until);
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1e6 / turns / asked.length;
}

function answered(request) {
  if (request.add !== undefined) {
    const engine = new Engine(request.rules, { logger: silent });
    engines.set(request.add, { engine, rules: request.verdicts });
    return {};
  }
  if (request.ask !== undefined) {
    const { rules } = engines.get(request.ask);
    const found = verdicts(request.ask, request.situation);
    return Object.fromEntries(rules.map((rule, place) => [rule, found[place].nodeValue ?? null]));
  }
  return { seconds: time(request.time, request.seconds) };
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(answered(JSON.parse(line))));
}
