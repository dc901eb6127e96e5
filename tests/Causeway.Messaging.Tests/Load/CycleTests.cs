using Causeway.Messaging.Tests.Meeting;

namespace Causeway.Messaging.Tests.Load;

/// <summary>What is left when connections have come and gone.</summary>
public sealed class CycleTests : IDisposable
{
    private const int NamedCycles = 10_000;
    private const int Warm = 10;
    private static readonly TimeSpan s_watchdog = TimeSpan.FromSeconds(50);
    private readonly MeetingDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Fact]
    public async Task ConnectAndClose_OverAndOver_LeavesNeitherMemoryNorDescriptors()
    {
        using var listener = SharedConnectionListener.Listen("cycle", _domain.Options);
        await CycleAsync(listener, Warm);
        int descriptors = OpenDescriptors.Count();
        await CycleAsync(listener, TestLoad.Rounds(NamedCycles));

        // The reactor lets go of what was closed a moment later, at the first count too.
        Assert.True(SpinWait.SpinUntil(() => OpenDescriptors.Count() <= descriptors, s_watchdog), $"{OpenDescriptors.Count()} descriptors, and {descriptors} before");
        Assert.True(SpinWait.SpinUntil(static () => !File.ReadLines("/proc/self/maps").Any(static line => line.Contains("/memfd:causeway", StringComparison.Ordinal)), s_watchdog), "memory of a connection is still mapped");
    }

    /// <summary>Closed by one side, by the other, with a message that nobody has received, a reservation, or a wait.</summary>
    private async Task CycleAsync(SharedConnectionListener listener, int cycles)
    {
        for (int i = 0; i < cycles; i++)
        {
            using var one = SharedConnection.Connect("cycle", _domain.Options);
            using SharedConnection two = listener.Accept();
            one.Send("hello"u8);
            if (i % 2 == 0)
                two.Receive().Dispose();
            if (i % 3 == 0)
            {
                Task<MessageLease> waiting = one.ReceiveAsync().AsTask();
                two.Dispose();
                await Assert.ThrowsAsync<PeerClosedException>(() => waiting);
            }
        }
    }
}
