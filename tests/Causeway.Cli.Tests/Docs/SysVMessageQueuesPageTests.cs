using Causeway.Samples.Docs;

namespace Causeway.Cli.Tests.Docs;

/// <summary>The code of docs/sysv-message-queues.md does what that says.</summary>
public sealed class SysVMessageQueuesPageTests
{
    [Fact]
    public async Task Examples_DoWhatTheySay()
    {
        string file = Path.Combine(Path.GetTempPath(), $"causeway-docs-{Environment.ProcessId}-sysv");
        await File.WriteAllTextAsync(file, "");
        SysVMessageQueue queue = SysVMessageQueue.Create(SysVKey.Private);
        try
        {
            Assert.Equal("order 17", SysVMessageQueues.SendAndReceive(file));

            queue.Send(2, "one"u8);
            queue.Send(3, "four"u8);
            Assert.Equal(7, SysVMessageQueues.LookInside(queue));
            queue.Send(1, []);
            Assert.Equal(5, await SysVMessageQueues.ReceiveAsync(queue, CancellationToken.None));
        }
        finally
        {
            queue.Delete();
            File.Delete(file);
        }
    }
}
