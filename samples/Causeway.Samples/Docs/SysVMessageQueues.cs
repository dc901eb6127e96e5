namespace Causeway.Samples.Docs;

/// <summary>What docs/sysv-message-queues.md quotes.</summary>
public static class SysVMessageQueues
{
    public static string SendAndReceive(string file)
    {
        SysVKey key = SysVKey.FromPath(file, id: 1);
        SysVMessageQueue queue = SysVMessageQueue.OpenOrCreate(key);
        queue.Send(type: 2, "order 17"u8);

        byte[] buffer = new byte[8192];
        SysVMessageInfo message = queue.Receive(buffer, SysVMessageSelection.Exactly(2), timeout: TimeSpan.FromSeconds(5));
        string text = System.Text.Encoding.UTF8.GetString(buffer, 0, message.Length);
        queue.Delete();

        return text;
    }

    public static async Task<long> ReceiveAsync(SysVMessageQueue queue, CancellationToken cancellationToken)
    {
        long sum = 0;

        using var receiver = new SysVMessageReceiver(queue) { InlineContinuations = true };
        byte[] buffer = new byte[8192];
        while (await receiver.ReceiveAsync(buffer, cancellationToken: cancellationToken) is { Length: > 0 } message)
            sum += message.Type;

        return sum;
    }

    public static long LookInside(SysVMessageQueue queue)
    {
        long bytes = 0;

        byte[] buffer = new byte[8192];
        for (int index = 0; queue.TryPeek(index, buffer, out SysVMessageInfo message); index++)
            bytes += message.Length;
        foreach (SysVMessageQueueEntry entry in SysVMessageQueue.List())
            Console.WriteLine($"{entry.Queue}: {entry.Status.Messages} messages, {entry.Status.Bytes} of {entry.Status.CapacityBytes} bytes");

        return bytes;
    }
}
