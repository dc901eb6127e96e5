using System.Runtime.InteropServices;
using Causeway.Samples.Docs;

namespace Causeway.Cli.Tests.Docs;

/// <summary>The code of docs/posix-message-queues.md does what that says.</summary>
public sealed class PosixMessageQueuesPageTests
{
    [Fact]
    public async Task Examples_DoWhatTheySay()
    {
        string name = $"/causeway-docs-{Environment.ProcessId}-posix";
        Assert.Equal("at once", PosixMessageQueues.SendAndReceive(name));

        using PosixMessageQueue queue = PosixMessageQueue.Create(name, maxMessages: 4, maxMessageBytes: 64);
        PosixMessageQueue.Delete(name);
        Task<int> total = PosixMessageQueues.AwaitAsync(queue, CancellationToken.None);
        queue.Send(new byte[60]);
        queue.Send(new byte[60]);
        Assert.Equal(120, await total);

        await ExpectToBeToldAsync(queue);
        await ExpectToBeSignalledAsync(queue);
    }

    private static async Task ExpectToBeToldAsync(PosixMessageQueue queue)
    {
        queue.Send("before"u8);
        using CancellationTokenSource end = new();
        int handled = 0;
        Task telling = PosixMessageQueues.BeToldAsync(
            queue,
            message =>
            {
                handled++;
                if (handled == 1)
                    _ = Task.Run(() => queue.Send("later"u8), CancellationToken.None);
                else
                    end.Cancel();
            },
            end.Token);

        try
        {
            await telling;
        }
        catch (OperationCanceledException)
        {
            // The second was found before the kernel told of it, and nothing comes after.
        }

        Assert.Equal(2, handled);
    }

    private static async Task ExpectToBeSignalledAsync(PosixMessageQueue queue)
    {
        using SemaphoreSlim arrived = new(0);
        using PosixSignalRegistration handler = PosixMessageQueues.BeSignalled(queue, () => arrived.Release());

        queue.Send("x"u8);

        await arrived.WaitAsync();
    }
}
