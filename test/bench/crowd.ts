/** Clients for the fan-out bench, in a process of their own: prints a line whenever each of them has got one more frame. */
import { WebSocket } from 'ws';

const [url = '', count = '0', first = '', query = ''] = process.argv.slice(2);
const size = Number(count);
let frames = 0;

function open(index: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      perMessageDeflate: false,
    });
    socket.once('error', reject);
    socket.on('open', () => {
      socket.send('{"type":"connection_init"}');
    });
    socket.on('message', (data) => {
      const text = (data as Buffer).toString('utf8', 0, 40);
      if (text.includes('connection_ack')) {
        // A comment makes the document another one.
        const own = first === '' ? query : `${query} # ${Number(first) + index}`;
        socket.send(JSON.stringify({ id: 's', type: 'subscribe', payload: { query: own } }));
        resolve();
      } else if (text.includes('"next"')) {
        frames += 1;
        if (frames % size === 0) process.stdout.write(`${frames / size}\n`);
      }
    });
  });
}

for (let index = 0; index < size; index += 50) {
  await Promise.all(Array.from({ length: Math.min(50, size - index) }, (_value, at) => open(index + at)));
}
