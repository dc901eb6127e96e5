using Causeway.Samples.Docs;

namespace Causeway.Cli.Tests.Docs;

/// <summary>The code of docs/unix-sockets.md does what the page says.</summary>
public sealed class UnixSocketsPageTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("causeway-docs-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task ServerAndClient_Talk()
    {
        string path = Path.Combine(_directory.FullName, "server");
        using var stop = new CancellationTokenSource();
        Task serving = UnixSockets.ServeAsync(path, stop.Token);
        Assert.Matches("^you are [0-9]+, you asked the time\n$", UnixSockets.Ask(path, "the time"));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving);
        Assert.False(File.Exists(path));
        using UnixSocketListener own = UnixSockets.StartedBySystemd(path);
    }

    [Fact]
    public async Task MessagesDescriptorsAndCredentials_Arrive()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(UnixSocketType.SeqPacket);
        using (second)
        {
            using (first)
            {
                string path = Path.Combine(_directory.FullName, "file");
                await File.WriteAllTextAsync(path, "contents");
                UnixSockets.SendAFile(first, path);
                using SafeFileDescriptor? file = UnixSockets.ReceiveAFile(second);
                Assert.NotNull(file);
                second.ReceivesCredentials = true;
                first.Send("from me"u8);
                Assert.Equal(Environment.ProcessId, UnixSockets.WhoSentIt(second)?.ProcessId);
                first.Send("one"u8);
                first.Send([]);
                first.Send("three"u8);
            }

            Assert.Equal([3, 0, 5], await UnixSockets.ReadMessagesAsync(second));
        }

        using UnixSocket bound = UnixSocket.BindDatagram(UnixSocketAddress.Unnamed);
        using UnixSocket asking = UnixSocket.BindDatagram(UnixSocketAddress.Unnamed);
        asking.SendTo("question"u8, bound.LocalAddress);
        UnixSockets.AnswerADatagram(bound);
        Assert.Equal(8, asking.Receive(new byte[100]));
    }
}
