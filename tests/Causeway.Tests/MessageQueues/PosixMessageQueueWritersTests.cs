using System.Buffers.Binary;
using System.Collections;
using System.Globalization;

namespace Causeway.Tests.MessageQueues;

/// <summary>Many writers, in C and .NET, and several receivers on one queue. The records are those of tests/Peers/posix_queue_writer.c.</summary>
public sealed class PosixMessageQueueWritersTests : IDisposable
{
    private const int Writers = 64;
    private const int WritersInC = 32;
    private const int WritersInOneProcess = 8;
    private const int Priorities = 4;
    private const int RecordBytes = 200;
    private const int HeaderBytes = 12;
    private readonly QueueName _name = new();

    public void Dispose() => _name.Dispose();

    [Fact]
    public async Task Receive_64WritersInCAndDotnet_EachRecordOnceWholeAndInOrder()
    {
        int count = TestLoad.Rounds(1_000_000) / Writers;
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 10, RecordBytes, access: FileAccess.Read);
        Peer[] peers = StartWriters(count);
        try
        {
            foreach (Peer peer in peers)
                peer.Expect("ready");
            foreach (Peer peer in peers)
                peer.Send("go");

            Received all = new(count);
            using CancellationTokenSource done = new();
            Task[] receivers =
            [
                .. Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(() => ReceiveAll(queue, all, done), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)),
                ReceiveAllAsync(queue, all, done),
            ];
            await Task.WhenAll(receivers);

            Assert.Equal(count * Writers, all.Count);
            foreach (Peer peer in peers)
                peer.ExpectSuccess();
            Assert.Equal(0, queue.CurrentMessages);
        }
        finally
        {
            foreach (Peer peer in peers)
                peer.Dispose();
        }
    }

    private Peer[] StartWriters(int count)
    {
        string records = count.ToString(CultureInfo.InvariantCulture);
        IEnumerable<Peer> inC = Enumerable.Range(0, WritersInC).Select(writer =>
            Peer.StartC("posix_queue_writer", _name, writer.ToString(CultureInfo.InvariantCulture), records, RecordBytes.ToString(CultureInfo.InvariantCulture)));
        IEnumerable<Peer> inDotnet = Enumerable.Range(0, (Writers - WritersInC) / WritersInOneProcess).Select(process =>
            Peer.StartDotnet(WriteInPeer, _name, (WritersInC + (process * WritersInOneProcess)).ToString(CultureInfo.InvariantCulture), records));
        return [.. inC, .. inDotnet];
    }

    private static async Task WriteInPeer(string[] arguments)
    {
        using PosixMessageQueue queue = PosixMessageQueue.Open(arguments[0], FileAccess.Write);
        int first = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        int count = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        Console.WriteLine("ready");
        Console.ReadLine();

        // Every other one without a thread of its own.
        await Task.WhenAll(Enumerable.Range(first, WritersInOneProcess).Select(writer => writer % 2 == 0
            ? Task.Factory.StartNew(() => Write(queue, writer, count), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            : WriteAsync(queue, writer, count)));
    }

    private static void Write(PosixMessageQueue queue, int writer, int count)
    {
        byte[] record = new byte[RecordBytes];
        for (int i = 0; i < count; i++)
            queue.Send(record.AsSpan(0, Compose(record, writer, i)), i % Priorities);
    }

    private static async Task WriteAsync(PosixMessageQueue queue, int writer, int count)
    {
        byte[] record = new byte[RecordBytes];
        for (int i = 0; i < count; i++)
            await queue.SendAsync(record.AsMemory(0, Compose(record, writer, i)), i % Priorities);
    }

    private static int Compose(byte[] record, int writer, int sequence)
    {
        int length = HeaderBytes + (((writer * 7) + (sequence * 13)) % (RecordBytes - HeaderBytes + 1));
        BinaryPrimitives.WriteInt32LittleEndian(record, writer);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(4), sequence);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(8), length);
        for (int at = HeaderBytes; at < length; at++)
            record[at] = (byte)(writer + sequence + at);
        return length;
    }

    private static void ReceiveAll(PosixMessageQueue queue, Received all, CancellationTokenSource done)
    {
        Receiver receiver = new(all, done);
        try
        {
            while (true)
                receiver.Take(queue.Receive(receiver.Buffer, cancellationToken: done.Token));
        }
        catch (OperationCanceledException)
        {
            // All are there.
        }
    }

    private static async Task ReceiveAllAsync(PosixMessageQueue queue, Received all, CancellationTokenSource done)
    {
        Receiver receiver = new(all, done);
        try
        {
            while (true)
                receiver.Take(await queue.ReceiveAsync(receiver.Buffer, done.Token));
        }
        catch (OperationCanceledException)
        {
            // All are there.
        }
    }

    /// <summary>What all receivers together have: each record once.</summary>
    private sealed class Received(int count)
    {
        private readonly BitArray _seen = new(count * Writers);

        public int Count { get; private set; }

        /// <summary>Whether it was the last.</summary>
        public bool Add(int writer, int sequence)
        {
            Assert.InRange(writer, 0, Writers - 1);
            Assert.InRange(sequence, 0, count - 1);
            lock (_seen)
            {
                Assert.False(_seen[(writer * count) + sequence], $"record {sequence} of writer {writer} came twice");
                _seen[(writer * count) + sequence] = true;
                return ++Count == _seen.Length;
            }
        }
    }

    /// <summary>One receiver: records whole, and those of one writer and priority in the order of sending.</summary>
    private sealed class Receiver(Received all, CancellationTokenSource done)
    {
        private readonly byte[] _expected = new byte[RecordBytes];
        private readonly int[] _last = [.. Enumerable.Repeat(-1, Writers * Priorities)];

        public byte[] Buffer { get; } = new byte[RecordBytes];

        public void Take(PosixMessageInfo message)
        {
            int writer = BinaryPrimitives.ReadInt32LittleEndian(Buffer);
            int sequence = BinaryPrimitives.ReadInt32LittleEndian(Buffer.AsSpan(4));
            try
            {
                bool isLast = all.Add(writer, sequence);
                Assert.Equal(sequence % Priorities, message.Priority);
                Assert.True(Buffer.AsSpan(0, message.Length).SequenceEqual(_expected.AsSpan(0, Compose(_expected, writer, sequence))), $"record {sequence} of writer {writer} is torn");
                ref int last = ref _last[(writer * Priorities) + message.Priority];
                Assert.True(last < sequence, $"writer {writer}: {sequence} of priority {message.Priority} came after {last}");
                last = sequence;
                if (isLast)
                    done.Cancel();
            }
            catch
            {
                done.Cancel();
                throw;
            }
        }
    }
}
