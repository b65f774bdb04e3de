// What a process has open, as its kernel tells.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** @returns where each of its descriptors leads, such as `socket:[1234]`. */
export function descriptors(pid) {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((fd) => {
    try {
      return [readlinkSync(`${folder}/${fd}`)];
    } catch {
      // Closed since the folder was read.
      return [];
    }
  });
}

/** How many of its sockets are connected to one of these ports, over IPv4. */
export function socketsTo(pid, ports) {
  const own = new Set(descriptors(pid));
  const wanted = new Set(ports.map(Number));
  const lines = readFileSync(`/proc/${pid}/net/tcp`, 'utf8').trim().split('\n').slice(1);
  return lines.filter((line) => {
    const fields = line.trim().split(/\s+/);
    return wanted.has(Number.parseInt(fields[2].split(':')[1], 16)) && own.has(`socket:[${fields[9]}]`);
  }).length;
}
