using System.Globalization;
using Causeway.Cli.Tour;

namespace Causeway.Cli.Tests.Tour.Mechanisms;

/// <summary>The System V stations: how they wait, how they end, and that nothing is left.</summary>
public sealed class SysVStationTests
{
    public static TheoryData<string> Stations => ["sysv-queue", "sysv-shm"];

    [Theory]
    [MemberData(nameof(Stations))]
    public async Task Wait_AtAFullOrAnEmptyChannel_EndsWithTheToken_AndNothingIsLeft(string name)
    {
        IMechanism mechanism = Catalog.All.Single(one => one.Name == name);
        SysVKey[] keys;
        using (ISender sender = mechanism.CreateSender())
        {
            keys = Keys(name, sender.ReceiverArguments);
            using IReceiver receiver = mechanism.CreateReceiver(sender.ReceiverArguments, CancellationToken.None);
            byte[] block = new byte[sender.BlockBytes];
            using CancellationTokenSource full = new();
            ValueTask sending;
            int sent = 0;
            while ((sending = sender.SendAsync(block, full.Token)).IsCompletedSuccessfully)
                sent++;
            Assert.True(sent > 1);
            await full.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await sending);

            for (int i = 0; i < sent; i++)
                Assert.Equal(block.Length, await receiver.ReceiveAsync(block, CancellationToken.None));
            using CancellationTokenSource empty = new();
            ValueTask<int> receiving = receiver.ReceiveAsync(block, empty.Token);
            Assert.False(receiving.IsCompleted);
            await empty.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await receiving);
        }

        if (name == "sysv-queue")
        {
            Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => SysVMessageQueue.Open(keys[0])).Errno);
            return;
        }

        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => SysVSharedMemory.Open(keys[0])).Errno);
        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => SysVSemaphoreSet.Open(keys[1])).Errno);
    }

    /// <summary>The arguments are the path and then an id for each key; the queue's third is its block size.</summary>
    private static SysVKey[] Keys(string name, IReadOnlyList<string> arguments) =>
        [.. arguments.Skip(1).Take(name == "sysv-queue" ? 1 : 2).Select(id => SysVKey.FromPath(arguments[0], byte.Parse(id, CultureInfo.InvariantCulture)))];
}
