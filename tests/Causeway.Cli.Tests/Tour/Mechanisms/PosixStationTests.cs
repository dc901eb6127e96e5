using System.Globalization;
using Causeway.Cli.Tour;
using Causeway.Cli.Tour.Mechanisms;

namespace Causeway.Cli.Tests.Tour.Mechanisms;

/// <summary>Runs alone: its tests foresee the names that a station takes.</summary>
[CollectionDefinition(nameof(NamesForeseen), DisableParallelization = true)]
public sealed class NamesForeseen;

/// <summary>The stations whose objects have names: how they wait, how they end, and that nothing is left.</summary>
[Collection(nameof(NamesForeseen))]
public sealed class PosixStationTests
{
    private static readonly string[] s_posix = ["posix-queue", "posix-shm", "mmap"];

    public static TheoryData<string> Stations => [.. s_posix];

    [Theory]
    [MemberData(nameof(Stations))]
    public async Task Send_SeveralTimesTheRoomThereIs_ArrivesInOrderAndEnds(string name)
    {
        IMechanism mechanism = Find(name);
        using ISender sender = mechanism.CreateSender();
        using IReceiver receiver = mechanism.CreateReceiver(sender.ReceiverArguments, CancellationToken.None);
        await sender.ConnectAsync(CancellationToken.None);
        const int Blocks = 100;
        Task sending = Task.Run(async () =>
        {
            for (int i = 0; i < Blocks; i++)
                await sender.SendAsync(Block(sender, i), CancellationToken.None);
            await sender.CompleteAsync(CancellationToken.None);
        });

        byte[] buffer = new byte[receiver.BlockBytes];
        for (int i = 0; i < Blocks; i++)
        {
            int length = await receiver.ReceiveAsync(buffer, CancellationToken.None);
            Assert.True(Block(sender, i).AsSpan().SequenceEqual(buffer.AsSpan(0, length)), $"block {i} differs");
        }

        Assert.Equal(0, await receiver.ReceiveAsync(buffer, CancellationToken.None));
        await sending;
    }

    [Theory]
    [MemberData(nameof(Stations))]
    public async Task Send_NobodyReceives_WaitsUntilCancelled_AndNothingIsLeft(string name)
    {
        IMechanism mechanism = Find(name);
        IReadOnlyList<string> names;
        using (ISender sender = mechanism.CreateSender())
        {
            names = sender.ReceiverArguments;
            using CancellationTokenSource source = new();
            ValueTask pending;
            int sent = 0;
            while ((pending = sender.SendAsync(Block(sender, sent), source.Token)).IsCompletedSuccessfully)
                sent++;
            Assert.True(sent > 1, "a station has room for more than one block");

            await source.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pending);
        }

        Assert.All(names, AssertGone);
    }

    [Theory]
    [MemberData(nameof(Stations))]
    public async Task Receive_NothingSent_WaitsUntilCancelled(string name)
    {
        IMechanism mechanism = Find(name);
        using ISender sender = mechanism.CreateSender();
        using IReceiver receiver = mechanism.CreateReceiver(sender.ReceiverArguments, CancellationToken.None);
        using CancellationTokenSource source = new();
        ValueTask<int> pending = receiver.ReceiveAsync(new byte[receiver.BlockBytes], source.Token);
        Assert.False(pending.IsCompleted);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pending);
    }

    [Theory]
    [InlineData("posix-shm")]
    [InlineData("mmap")]
    public async Task Connect_ReceiverNeverComes_WaitsUntilCancelled_AndOnceItCameTheNamesAreGone(string name)
    {
        IMechanism mechanism = Find(name);
        using ISender sender = mechanism.CreateSender();
        using CancellationTokenSource source = new();
        ValueTask pending = sender.ConnectAsync(source.Token);
        Assert.False(pending.IsCompleted);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pending);

        using IReceiver receiver = mechanism.CreateReceiver(sender.ReceiverArguments, CancellationToken.None);
        await sender.ConnectAsync(CancellationToken.None);

        Assert.All(sender.ReceiverArguments, AssertGone);
    }

    [Fact]
    public void CreateReceiver_Queue_ItsNameIsGoneOnceBothHaveItOpen()
    {
        IMechanism mechanism = Find("posix-queue");
        using ISender sender = mechanism.CreateSender();
        using IReceiver receiver = mechanism.CreateReceiver(sender.ReceiverArguments, CancellationToken.None);

        Assert.All(sender.ReceiverArguments, AssertGone);
    }

    [Theory]
    [InlineData("memory", 1)]
    [InlineData("free", 2)]
    [InlineData("filled", 3)]
    public void CreateSender_FailsHalfWay_LeavesWhatIsNotItsOwn_AndNothingElse(string role, int next)
    {
        // The station takes the next three names, in this order.
        string last = UniqueName.Create("/", role);
        int cut = last.LastIndexOf('-') + 1;
        int number = int.Parse(last.AsSpan(cut), CultureInfo.InvariantCulture) + next;
        string taken = last[..cut] + number.ToString(CultureInfo.InvariantCulture);
        using IDisposable holder = role == "memory" ? PosixSharedMemory.Create(taken, 1) : PosixSemaphore.Create(taken, 0);
        try
        {
            var failure = Assert.Throws<SyscallException>(() => Find("posix-shm").CreateSender());

            Assert.Equal(Errno.EEXIST, failure.Errno);
            string run = taken.Split('-')[^2];
            Assert.EndsWith(taken[1..], Assert.Single(Directory.GetFiles("/dev/shm"), one => one.Contains(run, StringComparison.Ordinal)), StringComparison.Ordinal);
        }
        finally
        {
            Assert.True(role == "memory" ? PosixSharedMemory.TryDelete(taken) : PosixSemaphore.TryDelete(taken));
        }
    }

    [Fact]
    public async Task Receive_LengthThatCannotBe_IsRefused()
    {
        using ISender sender = Find("mmap").CreateSender();
        using IReceiver receiver = Find("mmap").CreateReceiver(sender.ReceiverArguments, CancellationToken.None);
        using MemoryMapping hostile = MemoryMapping.OpenFile(sender.ReceiverArguments[0]);
        await sender.SendAsync(new byte[10], CancellationToken.None);
        hostile.GetReference<int>(4096) = BlockSlots.BlockBytes + 1;

        await Assert.ThrowsAsync<InvalidDataException>(async () => await receiver.ReceiveAsync(new byte[receiver.BlockBytes], CancellationToken.None));

        hostile.GetReference<int>(0) = 1000;
        await Assert.ThrowsAsync<InvalidDataException>(async () => await receiver.ReceiveAsync(new byte[receiver.BlockBytes], CancellationToken.None));
    }

    private static IMechanism Find(string name) => Catalog.All.Single(one => one.Name == name);

    private static byte[] Block(ISender sender, int index)
    {
        byte[] block = new byte[sender.BlockBytes - index];
        Array.Fill(block, (byte)index);
        return block;
    }

    private static void AssertGone(string name)
    {
        Assert.False(File.Exists(name), name);
        if (Path.GetDirectoryName(name) != "/")
            return;
        Assert.False(PosixMessageQueue.TryDelete(name), name);
        Assert.False(PosixSharedMemory.TryDelete(name), name);
        Assert.False(PosixSemaphore.TryDelete(name), name);
    }
}
