using Page = Causeway.Samples.Docs.TypedMessages;

namespace Causeway.Cli.Tests.Docs;

/// <summary>The examples of docs/typed-messages.md do what the page says.</summary>
public sealed class TypedMessagesTests
{
    [Fact]
    public async Task Examples_Run_AndDoWhatTheySay()
    {
        string name = $"/causeway-typed-{Environment.ProcessId}";
        using PosixMessageQueue posix = PosixMessageQueue.Create(name, maxMessages: 4, maxMessageBytes: 256);
        PosixMessageQueue.Delete(name);
        Assert.Equal(21.5, await Page.StructsAsync(posix));
        Assert.Equal(-42, Page.OwnFormat(posix));
        SysVMessageQueue sysV = SysVMessageQueue.Create(SysVKey.Private);
        try
        {
            Assert.Equal(17, await Page.JsonAsync(sysV, CancellationToken.None));
        }
        finally
        {
            sysV.Delete();
        }

        using AnonymousPipe pipe = AnonymousPipe.Create(PipeMode.Packets);
        Assert.Equal(9, Page.Bytes(pipe.Writer, pipe.Reader));
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(UnixSocketType.SeqPacket);
        using (first)
        using (second)
        {
            first.Send([0xFF, 0x61]);
            first.Send("fine"u8);
            Assert.EndsWith("message 1 was 0xFF61", Page.Malformed(second), StringComparison.Ordinal);
            Assert.Equal("fine", Page.Malformed(second));
        }
    }
}
