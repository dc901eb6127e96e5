using System.Runtime.InteropServices;
using System.Text;

namespace Causeway.Samples.Docs;

/// <summary>What docs/posix-message-queues.md quotes.</summary>
public static class PosixMessageQueues
{
    public static string SendAndReceive(string name)
    {
        using PosixMessageQueue queue = PosixMessageQueue.OpenOrCreate(name, maxMessages: 10, maxMessageBytes: 1024);
        queue.Send("later"u8);
        queue.Send("at once"u8, priority: 9);

        byte[] buffer = new byte[queue.MaxMessageBytes];
        PosixMessageInfo message = queue.Receive(buffer, timeout: TimeSpan.FromSeconds(5));
        string text = Encoding.UTF8.GetString(buffer, 0, message.Length); // "at once", message.Priority is 9
        PosixMessageQueue.Delete(name);

        return text;
    }

    public static async Task<int> AwaitAsync(PosixMessageQueue queue, CancellationToken token)
    {
        int total = 0;
        byte[] buffer = new byte[queue.MaxMessageBytes];
        while (total < 100)
        {
            PosixMessageInfo message = await queue.ReceiveAsync(buffer, token);
            total += message.Length;
        }

        return total;
    }

    public static async Task BeToldAsync(PosixMessageQueue queue, Action<ReadOnlyMemory<byte>> handle, CancellationToken token)
    {
        byte[] buffer = new byte[queue.MaxMessageBytes];
        while (!token.IsCancellationRequested)
        {
            ValueTask<bool> told = queue.NotifyAsync(token);   // registered from here on
            while (queue.TryReceive(buffer, out PosixMessageInfo message))
                handle(buffer.AsMemory(0, message.Length));    // what came before is found here
            await told;                                        // what comes later ends this wait
        }
    }

    public static PosixSignalRegistration BeSignalled(PosixMessageQueue queue, Action arrived)
    {
        PosixSignalRegistration handler = PosixSignalRegistration.Create((PosixSignal)Signal.Usr1.Number, context =>
        {
            context.Cancel = true; // do not end the process
            arrived();
        });
        queue.RegisterNotification(Signal.Usr1);

        return handler;
    }

    public static void ShowAll()
    {
        foreach (PosixMessageQueueEntry queue in PosixMessageQueue.List())
            Console.WriteLine($"{queue.Name}: {queue.Status?.CurrentMessages} messages, {queue.Status?.QueuedBytes} bytes, owner {queue.UserId}");
    }
}
