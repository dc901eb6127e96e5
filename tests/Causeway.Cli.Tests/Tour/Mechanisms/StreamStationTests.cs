using Causeway.Cli.Tour;

namespace Causeway.Cli.Tests.Tour.Mechanisms;

/// <summary>The stations whose second process finds a path: however they are broken off, the path is gone.</summary>
public sealed class StreamStationTests
{
    public static TheoryData<string> Stations => ["fifo", "unix-stream", "unix-datagram"];

    [Theory]
    [MemberData(nameof(Stations))]
    public async Task Connect_NobodyComesAndCancelled_EndsAndLeavesNoPath(string name)
    {
        IMechanism mechanism = Catalog.All.Single(one => one.Name == name);
        string path;
        using (ISender sender = mechanism.CreateSender())
        {
            path = sender.ReceiverArguments[0];
            Assert.True(File.Exists(path));
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(Path.GetDirectoryName(path)!) & (UnixFileMode)0x3F);
            using CancellationTokenSource source = new();
            Task connecting = sender.ConnectAsync(source.Token).AsTask();
            Assert.False(connecting.IsCompleted);
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
        }

        Assert.False(Directory.Exists(Path.GetDirectoryName(path)));
    }

    [Theory]
    [MemberData(nameof(Stations))]
    public async Task Send_ReceiverDoesNotRead_WaitsUntilCancelledAndLeavesNoPath(string name)
    {
        IMechanism mechanism = Catalog.All.Single(one => one.Name == name);
        string path;
        using (ISender sender = mechanism.CreateSender())
        {
            path = sender.ReceiverArguments[0];
            Task connecting = sender.ConnectAsync(CancellationToken.None).AsTask();
            using IReceiver receiver = mechanism.CreateReceiver(sender.ReceiverArguments, CancellationToken.None);
            await connecting;
            using CancellationTokenSource source = new();
            byte[] block = new byte[sender.BlockBytes];
            Task sending;
            while ((sending = sender.SendAsync(block, source.Token).AsTask()).IsCompletedSuccessfully)
            {
            }

            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        }

        Assert.False(Directory.Exists(Path.GetDirectoryName(path)));
    }

    [Theory]
    [MemberData(nameof(Stations))]
    public async Task Receive_SenderSilent_EndsWithTheToken(string name)
    {
        IMechanism mechanism = Catalog.All.Single(one => one.Name == name);
        using ISender sender = mechanism.CreateSender();
        Task connecting = sender.ConnectAsync(CancellationToken.None).AsTask();
        using IReceiver receiver = mechanism.CreateReceiver(sender.ReceiverArguments, CancellationToken.None);
        await connecting;
        using CancellationTokenSource source = new();
        Task<int> receiving = receiver.ReceiveAsync(new byte[receiver.BlockBytes], source.Token).AsTask();
        Assert.False(receiving.IsCompleted);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving);
    }

    [Fact]
    public async Task Popen_NobodyReads_SendWaitsUntilCancelled()
    {
        IMechanism mechanism = Catalog.All.Single(static one => one.Name == "popen");
        using ISender sender = mechanism.CreateSender();
        using CancellationTokenSource source = new();

        // More than both pipes and the command hold.
        Task sending = sender.SendAsync(new byte[10_000_000], source.Token).AsTask();
        Assert.False(sending.IsCompleted);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }
}
