using System.Globalization;
using Causeway;

namespace Crash.Tests;

/// <summary>Memory that whoever opens it first fills; who leads deletes it, so that it is filled anew.</summary>
/// <remarks>Each who fills it writes a number of its own everywhere: a second one who did, or one who found it half filled, would be seen by all who have it.</remarks>
internal sealed class MemoryContest(Domain domain) : Contest("memory")
{
    private const int Longs = 64;

    public override bool Visit(bool wait, int linger)
    {
        if (!wait)
            return Look(linger) || Visit(wait: true, linger);
        using NamedMemory memory = NamedMemory.OpenOrCreate("memory", Longs * sizeof(long), one => Fill(one, linger), domain: domain);
        AssertFilled(memory, linger);
        return true;
    }

    public override async Task VisitAsync(int linger, CancellationToken token)
    {
        using NamedMemory memory = await NamedMemory.OpenOrCreateAsync("memory", Longs * sizeof(long), one => Fill(one, linger), null, domain, token);
        AssertFilled(memory, linger);
    }

    /// <summary>Nobody waits for what has no name any more: it is filled already.</summary>
    public override bool Lead(int linger, Func<bool> othersWentOn)
    {
        if (Look(linger))
            domain.TryDelete("memory");
        return true;
    }

    public override void AssertWhole()
    {
        domain.TryDelete("memory");
        using (NamedMemory memory = NamedMemory.OpenOrCreate("memory", Longs * sizeof(long), static one => Fill(one, 0), TimeSpan.Zero, domain))
            Assert.True(memory.WasInitializedHere);
        domain.Delete("memory");
    }

    public override void Dispose()
    {
        // Open in a visit alone.
    }

    private bool Look(int linger)
    {
        if (!NamedMemory.TryOpenExisting("memory", out NamedMemory? memory, domain))
            return false;
        using (memory)
            AssertFilled(memory, linger);
        return true;
    }

    private static void Fill(NamedMemory memory, int linger)
    {
        long own = Random.Shared.NextInt64(1, long.MaxValue);
        AssertAll(memory, 0, "not zeroed when it is to be filled");
        for (int i = 0; i < Longs; i++)
        {
            Volatile.Write(ref memory.GetReference<long>(i * sizeof(long)), own);
            Thread.SpinWait(linger / 8);
        }

        Staying.For(linger);
        AssertAll(memory, own, "filled by two at once");
    }

    private static void AssertFilled(NamedMemory memory, int linger)
    {
        long number = Volatile.Read(ref memory.GetReference<long>(0));
        if (number == 0)
            throw new InvalidOperationException("not filled when it is ready");
        Staying.For(linger);
        AssertAll(memory, number, "filled by a second one, or not to the end");
    }

    private static void AssertAll(NamedMemory memory, long number, string otherwise)
    {
        for (int i = 0; i < Longs; i++)
        {
            long present = Volatile.Read(ref memory.GetReference<long>(i * sizeof(long)));
            if (present != number)
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{otherwise}: {present:x} at {i}, {number:x} expected"));
        }
    }
}
