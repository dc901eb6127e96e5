using Causeway;

namespace Crash.Tests.Connections;

/// <summary>One connection as one side uses it: a thread sends, another receives, until the other side completes or is gone.</summary>
internal sealed class Session(SharedConnection connection, Shape shape, Random random, Tally tally)
{
    /// <summary>How the sending ended; null: all was sent.</summary>
    public Exception? SendingEnd { get; private set; }

    /// <summary>How the receiving ended.</summary>
    public Exception? ReceivingEnd { get; private set; }

    /// <summary>Sends so many and completes, unless it is null, and receives what there is. Returns when both have ended.</summary>
    public void Run(long? count)
    {
        Sender sender = new(connection, shape, new Random(random.Next()), tally);
        Receiver receiver = new(connection, shape, new Random(random.Next()), tally);
        Thread sending = new(() => SendingEnd = EndOf(() => count is { } most ? sender.RunAsync(most) : Task.CompletedTask));
        sending.Start();
        ReceivingEnd = EndOf(receiver.RunAsync);
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
