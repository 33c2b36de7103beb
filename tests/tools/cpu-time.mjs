// The time that this process has computed. Unlike the time of a clock, it does not pass while other processes compute.

/** Returns the milliseconds for which this process has used a processor, on all its threads. */
export function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
