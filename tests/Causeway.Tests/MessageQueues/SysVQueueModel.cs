namespace Causeway.Tests.MessageQueues;

/// <summary>What a System V queue does, in memory: a random call is made on both and must answer alike.</summary>
internal sealed class SysVQueueModel(int capacity)
{
    private readonly List<(long Type, byte[] Bytes)> _messages = [];
    private readonly byte[] _buffer = new byte[10_000];
    private int _capacity = capacity;

    public void Step(SysVMessageQueue queue, Random random)
    {
        switch (random.Next(20))
        {
            case < 8:
                Send(queue, 1 + random.Next(5), random);
                break;
            case < 16:
                Receive(queue, random);
                break;
            case < 18:
                Peek(queue, random.Next(_messages.Count + 2), Length(random));
                break;
            case 18:
                Assert.Equal((_messages.Count, _messages.Sum(static message => (long)message.Bytes.Length)), (queue.GetStatus().Messages, queue.GetStatus().Bytes));
                break;
            default:
                _capacity = random.Next(16_384);
                queue.Change(capacityBytes: _capacity);
                break;
        }
    }

    private static int Length(Random random) => random.Next(4) switch
    {
        0 => 0,
        1 => random.Next(20),
        2 => random.Next(4_200),
        _ => random.Next(8_193),
    };

    private void Send(SysVMessageQueue queue, long type, Random random)
    {
        byte[] message = new byte[Length(random)];
        random.NextBytes(message);
        bool fits = message.Length + _messages.Sum(static other => other.Bytes.Length) <= _capacity && _messages.Count + 1 <= _capacity;

        Assert.Equal(fits, queue.TrySend(type, message));

        if (fits)
            _messages.Add((type, message));
    }

    private void Receive(SysVMessageQueue queue, Random random)
    {
        long type = 1 + random.Next(6);
        (SysVMessageSelection selection, int index) = random.Next(4) switch
        {
            0 => (SysVMessageSelection.Any, _messages.Count == 0 ? -1 : 0),
            1 => (SysVMessageSelection.Exactly(type), _messages.FindIndex(message => message.Type == type)),
            2 => (SysVMessageSelection.Except(type), _messages.FindIndex(message => message.Type != type)),
            _ => (SysVMessageSelection.LowestUpTo(type), LowestUpTo(type)),
        };
        int length = random.Next(3) == 0 ? Length(random) : _buffer.Length;
        bool truncate = random.Next(2) == 0;
        if (index >= 0 && _messages[index].Bytes.Length > length && !truncate)
        {
            Assert.Equal(Errno.E2BIG, Assert.Throws<SyscallException>(() => queue.TryReceive(_buffer.AsSpan(0, length), out _, selection)).Errno);
            return;
        }

        Assert.Equal(index >= 0, queue.TryReceive(_buffer.AsSpan(0, length), out SysVMessageInfo received, selection, truncate));

        if (index < 0)
            return;
        Check(received, index, length);
        _messages.RemoveAt(index);
    }

    private void Peek(SysVMessageQueue queue, int index, int length)
    {
        if (index < _messages.Count && _messages[index].Bytes.Length > length)
        {
            Assert.Equal(Errno.E2BIG, Assert.Throws<SyscallException>(() => queue.TryPeek(index, _buffer.AsSpan(0, length), out _)).Errno);
            return;
        }

        Assert.Equal(index < _messages.Count, queue.TryPeek(index, _buffer.AsSpan(0, length), out SysVMessageInfo message));

        if (index < _messages.Count)
            Check(message, index, length);
    }

    private void Check(SysVMessageInfo message, int index, int length)
    {
        (long type, byte[] bytes) = _messages[index];
        Assert.Equal(new SysVMessageInfo(type, Math.Min(bytes.Length, length)), message);
        Assert.Equal(bytes.AsSpan(0, message.Length), _buffer.AsSpan(0, message.Length));
    }

    private int LowestUpTo(long type) =>
        _messages.Exists(message => message.Type <= type) ? _messages.FindIndex(message => message.Type == _messages.Where(other => other.Type <= type).Min(static other => other.Type)) : -1;
}
