using Causeway;

namespace Crash.Tests.Connections;

/// <summary>One connection as one side uses it: a thread sends, another receives, until the other side completes or is gone.</summary>
internal sealed class Session(SharedConnection connection, Shape shape, Random random, Tally tally)
{
    /// <summary>How the sending ended; null: all was sent.</summary>
    public Exception? SendingEnd { get; private set; }

    /// <summary>How the receiving ended; null: at the end of the bytes.</summary>
    public Exception? ReceivingEnd { get; private set; }

    /// <summary>Sends so many and completes, unless it is null, and receives what there is. Returns when both have ended.</summary>
    public void Run(long? count)
    {
        Random one = new(random.Next());
        Random other = new(random.Next());
        bool isOfBytes = shape >= Shape.Stream;
        Func<long, Task> send = isOfBytes ? new ByteSender(connection, shape, one, tally).RunAsync : new Sender(connection, shape, one, tally).RunAsync;
        Func<Task> receive = isOfBytes ? new ByteReceiver(connection, shape, other, tally).RunAsync : new Receiver(connection, shape, other, tally).RunAsync;
        Thread sending = new(() => SendingEnd = EndOf(() => count is { } most ? send(most) : Task.CompletedTask));
        sending.Start();
        ReceivingEnd = EndOf(receive);
        sending.Join();
    }

    private static Exception? EndOf(Func<Task> work)
    {
        try
        {
            work().GetAwaiter().GetResult();
            return null;
        }
        catch (Exception end)
        {
            return end;
        }
    }
}
