// A worker of BullMQ in one process. Arguments: the port of Redis, and a file with a job's JSON in each line.
// Each line on standard input is a concurrency: the jobs are added, worked off and removed, and the milliseconds, those of this process's CPU and those of
// Redis's are printed.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';

const connection = { host: '127.0.0.1', port: Number(process.argv[2]), maxRetriesPerRequest: null };
const redis = new Redis(connection);
const jobs = readFileSync(process.argv[3], 'utf8').split('\n').filter(Boolean).map(line => ({ name: 'build', data: JSON.parse(line) }));

async function redisCpu() {
  const info = await redis.info('cpu');
  const [, system, user] = info.match(/used_cpu_sys:([\d.]+)\s+used_cpu_user:([\d.]+)/);
  return 1000 * (Number(system) + Number(user));
}

async function run(concurrency) {
  const queue = new Queue('builds', { connection });
  await queue.addBulk(jobs);
  let [left, handled] = [jobs.length, 0];
  const worker = new Worker('builds', async () => { handled++; }, { connection, concurrency, autorun: false, removeOnComplete: { count: 0 } });
  await worker.waitUntilReady();
  const [server, cpu, started] = [await redisCpu(), process.cpuUsage(), performance.now()];
  const ended = new Promise((resolve, reject) => {
    worker.on('completed', () => --left === 0 && resolve());
    worker.on('failed', (job, error) => reject(error));
  });
  const running = worker.run();
  await ended;
  const [elapsed, used] = [performance.now() - started, process.cpuUsage(cpu)];
  const serverUsed = await redisCpu() - server;
  if (handled !== jobs.length || await queue.count() + await queue.getCompletedCount() > 0) {
    throw new Error(`${handled} jobs were handled, and some may be left.`);
  }
  await worker.close();
  await running;
  await queue.close();
  return `${elapsed} ${(used.user + used.system) / 1000} ${serverUsed}`;
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(await run(Number(line)));
}
redis.disconnect();
