import { describe, expect, it } from 'vitest';
import { createTenantClock } from '../../src/sandbox/tenant-clock.ts';

const START = new Date('2026-03-09T08:00:00Z');

describe('tenant time', () => {
  const at = (minutes: number) => new Date(START.getTime() + minutes * 60_000);

  it('runs as many times as fast as real time as it is told', () => {
    let real = 5_000;
    const clock = createTenantClock(START, 60, () => real);
    real += 30_000;
    expect(clock.now()).toEqual(at(30));
    expect(clock.realUntil(at(60))).toBe(30_000);
    expect(clock.realUntil(at(10))).toBe(0);
  });

  it('jumps forward and goes on from there, and never back', () => {
    let real = 0;
    const clock = createTenantClock(START, 60, () => real);
    const heard: string[] = [];
    clock.onJump((reading) => heard.push(reading.now));
    clock.jump(at(90));
    clock.jump(at(10));
    real += 1_000;
    expect(clock.now()).toEqual(at(91));
    expect(heard).toEqual([at(90).toISOString()]);
  });

  it('tells others all they need to run on it', () => {
    let real = 1_000;
    const clock = createTenantClock(START, 60, () => real);
    const { epochReal, epochTenant, speed } = clock.reading();
    real += 12_345;
    expect(epochTenant + (real - epochReal) * speed).toBe(clock.now().getTime());
  });

  it('stands still rather than go back when the machine’s clock is put back', () => {
    let real = 100_000;
    const clock = createTenantClock(START, 60, () => real);
    real -= 50_000;
    expect(clock.now()).toEqual(START);
  });
});
