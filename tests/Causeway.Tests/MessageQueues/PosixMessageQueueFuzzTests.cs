using System.Globalization;
using System.Text;

namespace Causeway.Tests.MessageQueues;

/// <summary>Random calls against a model, and random calls at the same time; TestLoad says the seed.</summary>
public sealed class PosixMessageQueueFuzzTests
{
    private const int Names = 3;

    [Fact]
    public void AnyCalls_OneAfterAnother_DoWhatTheModelSays()
    {
        using Model model = new(TestLoad.NewRandom());
        foreach (int step in Enumerable.Range(0, TestLoad.Rounds(200_000)))
            model.Step(step);
    }

    [Fact]
    public void AnyName_IsRefusedBeforeTheCallOrWorks()
    {
        Random random = TestLoad.NewRandom();
        string alphabet = "ab./ \t\n\\é\u4e2d\ud83d\ude00\0%-";
        for (int i = 0; i < TestLoad.Rounds(20_000); i++)
        {
            // The middle keeps them apart from everybody else's queues.
            string name = (random.Next(20) == 0 ? "" : "/") + Random(3) + string.Create(CultureInfo.InvariantCulture, $"causeway-test-{Environment.ProcessId}") + Random(5) + (random.Next(50) == 0 ? new string('n', 230) : "");
            bool isValid = IsValid(name);
            try
            {
                PosixMessageQueue.Create(name, 1, 1).Dispose();
                PosixMessageQueue.Delete(name);
                Assert.True(isValid, $"\"{name}\" was taken");
            }
            catch (ArgumentException)
            {
                Assert.False(isValid, $"\"{name}\" was refused");
            }
        }

        string Random(int most)
        {
            var text = new StringBuilder();
            for (int count = random.Next(most); count > 0; count--)
                text.Append(alphabet[random.Next(alphabet.Length)]);
            return text.ToString();
        }
    }

    [Fact]
    public async Task AnyCalls_AtTheSameTime_EndAndFailOnlyAsDocumented()
    {
        int seed = TestLoad.Seed;
        using QueueName name = new();
        using PosixMessageQueue keeper = PosixMessageQueue.Create(name, 4, 64);
        int rounds = TestLoad.Rounds(40_000);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() => DisturbAsync(name, new Random(seed + worker), rounds))));

        // Still a queue that works.
        byte[] buffer = new byte[64];
        while (keeper.TryReceive(buffer, out _))
            continue;
        keeper.Send("x"u8, 7);
        Assert.Equal(new PosixMessageInfo(1, 7), keeper.Receive(buffer));
        keeper.RegisterNotification();
    }

    private static async Task DisturbAsync(string name, Random random, int rounds)
    {
        byte[] buffer = new byte[64];
        PosixMessageQueue queue = PosixMessageQueue.Open(name);
        for (int i = 0; i < rounds; i++)
        {
            using CancellationTokenSource source = new();
            if (random.Next(2) == 0)
                source.CancelAfter(TimeSpan.FromMilliseconds(random.Next(3)));
            try
            {
                await DoAnythingAsync(queue, random, buffer, source);
            }
            catch (Exception e) when (e is OperationCanceledException or TimeoutException or ObjectDisposedException || (e as SyscallException)?.Errno == Errno.EBUSY)
            {
                // Each of them may be.
            }

            if (queue.Descriptor.IsClosed)
                queue = PosixMessageQueue.Open(name);
        }

        queue.Dispose();
    }

    private static async Task DoAnythingAsync(PosixMessageQueue queue, Random random, byte[] buffer, CancellationTokenSource source)
    {
        var timeout = TimeSpan.FromMilliseconds(random.Next(3));
        ReadOnlyMemory<byte> message = buffer.AsMemory(0, random.Next(65));
        int priority = random.Next(PosixMessageQueue.MaximumPriority + 1);
        switch (random.Next(12))
        {
            case 0: queue.Send(message.Span, priority, timeout, source.Token); break;
            case 1: queue.Receive(buffer, timeout, source.Token); break;
            case 2: queue.TrySend(message.Span, priority); break;
            case 3: queue.TryReceive(buffer, out _); break;
            case 4: await SoonAsync(queue.SendAsync(message, priority, source.Token).AsTask(), source); break;
            case 5: await SoonAsync(queue.ReceiveAsync(buffer, source.Token).AsTask(), source); break;
            case 6: await SoonAsync(queue.NotifyAsync(source.Token).AsTask(), source); break;
            case 7: queue.RegisterNotification(); break;
            case 8: queue.CancelNotification(); break;
            case 9: Assert.InRange(queue.ReadStatus().CurrentMessages, 0, 4); break;
            case 10: queue.IsNonBlocking = random.Next(2) == 0; break;
            default: await DisposeMeanwhileAsync(queue, buffer, random); break;
        }
    }

    /// <summary>Nobody may come: then the token ends it.</summary>
    private static async Task SoonAsync(Task task, CancellationTokenSource source)
    {
        source.CancelAfter(TimeSpan.FromMilliseconds(2));
        await task;
    }

    private static async Task DisposeMeanwhileAsync(PosixMessageQueue queue, byte[] buffer, Random random)
    {
        Task pending = random.Next(3) switch
        {
            0 => queue.ReceiveAsync(buffer).AsTask(),
            1 => queue.NotifyAsync().AsTask(),
            _ => queue.SendAsync(buffer.AsMemory(0, 1)).AsTask(),
        };
        queue.Dispose();
        await pending;
    }

    private static bool IsValid(string name)
    {
        // Half of a surrogate pair is no UTF-8.
        for (int i = 0; i < name.Length; i++)
        {
            if (char.IsSurrogate(name[i]) && !(i + 1 < name.Length && char.IsSurrogatePair(name[i], name[++i])))
                return false;
        }

        return name.StartsWith('/') && !name.AsSpan(1).ContainsAny('/', '\0') && Encoding.UTF8.GetByteCount(name) is > 1 and <= 256;
    }

    /// <summary>What a few queues hold, and the objects that have them open.</summary>
    private sealed class Model(Random random) : IDisposable
    {
        private readonly string[] _names = [.. Enumerable.Range(0, Names).Select(_ => KernelName.Next())];
        private readonly Queue?[] _named = new Queue?[Names];
        private readonly List<(PosixMessageQueue Object, Queue Queue, FileAccess Access)> _open = [];
        private readonly byte[] _buffer = new byte[8192];

        public void Step(int step)
        {
            int which = random.Next(Names);
            switch (random.Next(_open.Count is 0 or > 8 ? 6 : 40))
            {
                case 0: Create(which); break;
                case 1: Open(which); break;
                case 2: Delete(which); break;
                case < 6: Close(); break;
                case var kind: Transfer(kind, step); break;
            }
        }

        public void Dispose()
        {
            _open.ForEach(one => one.Object.Dispose());
            foreach (string name in _names)
                PosixMessageQueue.TryDelete(name);
        }

        private void Create(int which)
        {
            int messages = random.Next(1, 11);

            // Together within RLIMIT_MSGQUEUE, which other tests use at the same time.
            int bytes = messages == 1 ? random.Next(1, 8193) : random.Next(1, 64);
            FileAccess access = (FileAccess)random.Next(1, 4);
            try
            {
                PosixMessageQueue queue = PosixMessageQueue.Create(_names[which], messages, bytes, access: access);
                Assert.Null(_named[which]);
                _named[which] = new Queue(messages, bytes);
                _open.Add((queue, _named[which]!, access));
                Assert.Equal((messages, bytes), (queue.MaxMessages, queue.MaxMessageBytes));
            }
            catch (SyscallException e)
            {
                Assert.Equal(Errno.EEXIST, e.Errno);
                Assert.NotNull(_named[which]);
            }
        }

        private void Open(int which)
        {
            FileAccess access = (FileAccess)random.Next(1, 4);
            try
            {
                PosixMessageQueue queue = PosixMessageQueue.Open(_names[which], access);
                _open.Add((queue, _named[which]!, access));
                Assert.Equal(_named[which]!.Messages.Count, queue.CurrentMessages);
            }
            catch (SyscallException e)
            {
                Assert.Equal(Errno.ENOENT, e.Errno);
                Assert.Null(_named[which]);
            }
        }

        private void Delete(int which)
        {
            Assert.Equal(_named[which] is not null, PosixMessageQueue.TryDelete(_names[which]));
            _named[which] = null;
        }

        private void Close()
        {
            if (_open.Count == 0)
                return;
            int which = random.Next(_open.Count);
            _open[which].Object.Dispose();
            Assert.Throws<ObjectDisposedException>(() => _open[which].Object.TrySend([]));
            _open.RemoveAt(which);
        }

        private void Transfer(int kind, int step)
        {
            (PosixMessageQueue queue, Queue model, FileAccess access) = _open[random.Next(_open.Count)];
            if (kind < 22)
                Send(queue, model, access, step);
            else if (kind < 38)
                Receive(queue, model, access);
            else
                queue.IsNonBlocking = !queue.IsNonBlocking;
            Assert.Equal(model.Messages.Count, queue.CurrentMessages);
        }

        private void Send(PosixMessageQueue queue, Queue model, FileAccess access, int step)
        {
            byte[] message = new byte[random.Next(model.MaxMessageBytes + 2)];
            random.NextBytes(message);
            int priority = random.Next(4) == 0 ? random.Next(PosixMessageQueue.MaximumPriority + 1) : random.Next(3);
            try
            {
                bool sent = random.Next(2) == 0 ? queue.TrySend(message, priority) : SendAtOnce(queue, message, priority);
                Assert.Equal(model.Messages.Count < model.MaxMessages, sent);
                Assert.True(access.HasFlag(FileAccess.Write) && message.Length <= model.MaxMessageBytes);
                if (sent)
                    model.Messages.Enqueue(message, (-priority, step));
            }
            catch (SyscallException e)
            {
                Assert.Equal(access.HasFlag(FileAccess.Write) ? Errno.EMSGSIZE : Errno.EBADF, e.Errno);
                Assert.True(!access.HasFlag(FileAccess.Write) || message.Length > model.MaxMessageBytes);
            }
        }

        private void Receive(PosixMessageQueue queue, Queue model, FileAccess access)
        {
            try
            {
                bool received = queue.TryReceive(_buffer, out PosixMessageInfo info);
                Assert.Equal(model.Messages.Count > 0, received);
                Assert.True(access.HasFlag(FileAccess.Read));
                if (!received)
                    return;
                Assert.True(model.Messages.TryDequeue(out byte[]? message, out (int Priority, int Step) order));
                Assert.Equal(new PosixMessageInfo(message.Length, -order.Priority), info);
                Assert.True(_buffer.AsSpan(0, info.Length).SequenceEqual(message));
            }
            catch (SyscallException e)
            {
                Assert.Equal(Errno.EBADF, e.Errno);
                Assert.False(access.HasFlag(FileAccess.Read));
            }
        }

        private static bool SendAtOnce(PosixMessageQueue queue, byte[] message, int priority)
        {
            try
            {
                queue.Send(message, priority, TimeSpan.Zero);
                return true;
            }
            catch (TimeoutException)
            {
                return false;
            }
        }

        private sealed record Queue(int MaxMessages, int MaxMessageBytes)
        {
            /// <summary>The highest priority first, and among equals the oldest.</summary>
            public PriorityQueue<byte[], (int Priority, int Step)> Messages { get; } = new();
        }
    }
}
