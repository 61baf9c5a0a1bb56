import { afterEach, beforeEach, expect, vi } from 'vitest';

// What is said there and not expected is a defect that no assertion looked at.
beforeEach(() => {
  vi.spyOn(console, 'error');
});

afterEach(() => {
  const said = vi.mocked(console.error).mock.calls;
  vi.mocked(console.error).mockRestore();
  expect(said, 'console.error was called').toEqual([]);
});
