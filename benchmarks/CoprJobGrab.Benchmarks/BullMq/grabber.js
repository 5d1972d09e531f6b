// Puts the listed builds into a queue of BullMQ, which leaves out those whose id it has. Arguments: the frontend's address, the port of Redis, and how many
// polls; each prints a line of JSON.
import { Queue } from 'bullmq';

const atOnce = 1000;
const [frontend, port, polls] = process.argv.slice(2);
let [started, known] = [performance.now(), 0];
const queue = new Queue('builds', { connection: { host: '127.0.0.1', port: Number(port) } });
for (let poll = 0; poll < Number(polls); poll++) {
  const { builds } = await (await fetch(`${frontend}/backend/waiting/`)).json();
  const jobs = builds.map(build => ({ name: 'build', data: build, opts: { jobId: build.task_id } }));
  for (let from = 0; from < jobs.length; from += atOnce) {
    await queue.addBulk(jobs.slice(from, from + atOnce));
  }
  const elapsed = performance.now() - started;
  const count = await queue.count();
  console.log(JSON.stringify({ enqueued: count - known, elapsed_ms: elapsed }));
  known = count;
  await new Promise(resolve => setTimeout(resolve, 200));
  started = performance.now();
}
await queue.close();
