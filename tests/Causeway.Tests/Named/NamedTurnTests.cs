namespace Causeway.Tests.Named;

/// <summary>The turn is a process's: which of its threads asked for it only that process knows.</summary>
public sealed class NamedTurnTests : IDisposable
{
    private readonly NamedDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Fact]
    public async Task Release_TurnOfAThreadBehindAnotherOfItsProcess_EveryUnitIsTaken()
    {
        for (int round = 0; round < 20; round++)
        {
            using var semaphore = NamedSemaphore.OpenOrCreate("turn", 1, 1, domain: _domain.Domain);
            semaphore.WaitOne();
            Task<bool> first = OwnThread.Start(() => semaphore.WaitOne());
            await ObjectBytes.UntilWaitersAsync(_domain, "turn", 1);

            // Wakes it for nothing until it has the turn.
            while (Turn() == 0)
            {
                semaphore.Shared.LookAgain();
                await Task.Yield();
            }

            Task<bool>[] all = [first, .. Enumerable.Range(0, 2).Select(_ => OwnThread.Start(() => semaphore.WaitOne()))];
            await ObjectBytes.UntilWaitersAsync(_domain, "turn", 3);
            for (int served = 1; served <= all.Length; served++)
            {
                semaphore.Shared.LookAgain();
                semaphore.Release();
                while (all.Count(static one => one.IsCompleted) < served)
                    await Task.Yield();
            }

            semaphore.Release();
        }
    }

    private int Turn()
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(_domain.Path, "turn"));
        return new Causeway.Liveness.Word(BitConverter.ToUInt64(bytes, Causeway.Domains.ObjectLayout.Word64)).Turn;
    }
}
