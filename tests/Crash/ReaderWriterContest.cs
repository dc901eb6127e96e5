using Causeway;

namespace Crash.Tests;

/// <summary>Some read, some write, some read and then write.</summary>
internal sealed class ReaderWriterContest(Domain domain, Guarded guarded, bool mortal) : Contest("readers-writer", guarded)
{
    private readonly NamedReaderWriterLock _lock = NamedReaderWriterLock.OpenOrCreate("readers-writer", domain: domain);

    public override bool Visit(bool wait, int linger)
    {
        TimeSpan? timeout = wait ? null : TimeSpan.Zero;
        try
        {
            switch (Random.Shared.Next(4))
            {
                case 0:
                    Write(timeout, linger);
                    break;
                case 1:
                    ReadAndWrite(timeout, linger);
                    break;
                default:
                    Read(timeout, linger);
                    break;
            }

            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    public override async Task VisitAsync(int linger, CancellationToken token)
    {
        if (Random.Shared.Next(2) == 0)
        {
            await using NamedWriteScope write = await _lock.EnterWriteAsync(null, token);
            Guarded.Visit(write.PreviousOwnerDied, linger);
            return;
        }

        using ToldInPlace told = new(Guarded, mortal);
        await using NamedUpgradeableReadScope read = await _lock.EnterUpgradeableReadAsync(null, token);
        Guarded.Read(read.PreviousOwnerDied, linger);
        await using NamedWriteScope upgraded = await read.UpgradeAsync(null, token);
        Guarded.Visit(upgraded.PreviousOwnerDied, linger);
    }

    public override bool IsHeldBy(NamedObjectDetails details, NamedObjectParticipant who) => details.TurnCell == who.Cell || who.Held != 0;

    public override void AssertWhole()
    {
        Write(TimeSpan.Zero, 0);
        Guarded.ForgetToldReaders();
        using (NamedWriteScope write = _lock.EnterWrite(TimeSpan.Zero))
        {
            Assert.False(write.PreviousOwnerDied, "told twice of one death");
            Assert.False(_lock.ReadSide.WaitOne(TimeSpan.Zero), "reads beside a writer");
        }

        using NamedReadScope one = _lock.EnterRead(TimeSpan.Zero);
        using NamedReadScope other = _lock.EnterRead(TimeSpan.Zero);
        Assert.False(_lock.WriteSide.WaitOne(TimeSpan.Zero), "writes beside readers");
    }

    public override void Dispose() => _lock.Dispose();

    private void Write(TimeSpan? timeout, int linger)
    {
        using NamedWriteScope write = _lock.EnterWrite(timeout);
        Guarded.Visit(write.PreviousOwnerDied, linger);
    }

    private void Read(TimeSpan? timeout, int linger)
    {
        using ToldInPlace told = new(Guarded, mortal);
        using NamedReadScope read = _lock.EnterRead(timeout);
        Guarded.Read(read.PreviousOwnerDied, linger);
    }

    private void ReadAndWrite(TimeSpan? timeout, int linger)
    {
        using ToldInPlace told = new(Guarded, mortal);
        using NamedUpgradeableReadScope read = _lock.EnterUpgradeableRead(timeout);
        Guarded.Read(read.PreviousOwnerDied, linger);
        using NamedWriteScope write = read.Upgrade(timeout);
        Guarded.Visit(write.PreviousOwnerDied, linger);
    }

    /// <summary>One who may be told of a writer's death in place of the next writer, and die of its own before it mends anything: no reader's death is told.</summary>
    private readonly struct ToldInPlace : IDisposable
    {
        private readonly Guarded _guarded;
        private readonly bool _mortal;

        public ToldInPlace(Guarded guarded, bool mortal)
        {
            (_guarded, _mortal) = (guarded, mortal);
            if (mortal)
                guarded.CountMortalReader(1);
        }

        public void Dispose()
        {
            if (_mortal)
                _guarded.CountMortalReader(-1);
        }
    }
}
