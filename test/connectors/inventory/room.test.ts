/** When the room is full, what nobody asked for the longest goes. */
import { expect, it } from 'vitest';
import { createRoom } from '../../../connectors/inventory/room.ts';

function room() {
  const dropped: string[] = [];
  const { hold, touch, release } = createRoom(100);
  return {
    dropped,
    touch,
    release,
    hold: (name: string, bytes: number) => {
      hold(name, bytes, () => dropped.push(name));
    },
  };
}

it('drops what was not asked for the longest', () => {
  const { hold, touch, dropped } = room();
  hold('a', 40);
  hold('b', 40);
  touch('a');
  hold('c', 40);
  expect(dropped).toEqual(['b']);
  hold('d', 100);
  expect(dropped).toEqual(['b', 'a', 'c']);
});

it('does not drop what is held anew, or what has gone by itself', () => {
  const { hold, release, dropped } = room();
  hold('a', 60);
  hold('a', 80);
  release('a');
  release('unknown');
  hold('b', 100);
  expect(dropped).toEqual([]);
});

it('counts what is empty, too', () => {
  const { hold, dropped } = room();
  for (let index = 0; index <= 100; index += 1) hold(`empty-${index}`, 0);
  expect(dropped).toEqual(['empty-0']);
});
