using Causeway.Waiting;

namespace Causeway.Tests.Waiting;

public sealed class DedicatedThreadTests
{
    private const string ThreadName = "causeway-waiting";

    [Fact]
    public async Task RunAsync_CallsThatWaitForOneAnother_AllRun()
    {
        const int Calls = 50;
        using Barrier barrier = new(Calls);

        // Each signals and waits for all the others: none may wait for another's thread.
        await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => DedicatedThread.RunAsync(barrier.SignalAndWait, CancellationToken.None)));
    }

    [Fact]
    public async Task RunAsync_Result_IsOfAThreadOfItsOwn_AndTheAwaiterGoesOnElsewhere()
    {
        string? name = await DedicatedThread.RunAsync(static () => Thread.CurrentThread.Name, CancellationToken.None).ConfigureAwait(false);

        Assert.Equal(ThreadName, name);
        Assert.NotEqual(ThreadName, Thread.CurrentThread.Name);
    }

    [Fact]
    public async Task RunAsync_TokenCancelled_IsACancelledTask()
    {
        using CancellationTokenSource source = new();
        Task waiting = DedicatedThread.RunAsync(
            () =>
            {
                source.Token.WaitHandle.WaitOne();
                source.Token.ThrowIfCancellationRequested();
            },
            source.Token);
        await source.CancelAsync();
        Assert.Equal(source.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting)).CancellationToken);
        Assert.True(waiting.IsCanceled);

        bool ran = false;
        Task refused = DedicatedThread.RunAsync(() => { ran = true; }, source.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => refused);
        Assert.False(ran);
    }

    [Fact]
    public async Task RunAsync_CallThatThrows_IsAFailedTask_AndItsThreadServesOn()
    {
        for (int i = 0; i < 100; i++)
        {
            await Assert.ThrowsAsync<InvalidDataException>(() => DedicatedThread.RunAsync(static () => throw new InvalidDataException(), CancellationToken.None));
            Assert.Equal(i, await DedicatedThread.RunAsync(() => i, CancellationToken.None));
        }
    }
}
