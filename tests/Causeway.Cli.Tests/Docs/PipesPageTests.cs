using System.Text;
using Causeway.Samples.Docs;

namespace Causeway.Cli.Tests.Docs;

/// <summary>The code of docs/pipes.md and docs/fifos.md does what those say.</summary>
public sealed class PipesPageTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("causeway-docs-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Pipes_Examples_DoWhatTheySay()
    {
        Assert.Equal("CAUSEWAY", Pipes.FeedAChild());
        Assert.Equal("question", await Pipes.TalkThroughPipelinesAsync());

        using AnonymousPipe pipe = AnonymousPipe.Create();
        using AnonymousPipe copy = AnonymousPipe.Create();
        using AnonymousPipe file = AnonymousPipe.Create();
        pipe.Writer.Write("abc"u8);
        Assert.Equal("3 bytes", Pipes.TryAndWaitALittle(pipe.Reader, new byte[8]));
        pipe.Writer.Write("passed on"u8);
        pipe.Writer.Dispose();
        Assert.Equal(9, await Pipes.TeeAsync(pipe.Reader, copy.Writer, file.Writer.Descriptor));
        copy.Writer.Dispose();
        Assert.Equal(9, Pipes.CopyToAFile(copy.Reader, file.Writer.Descriptor));
        Assert.Equal("every writer is gone", Pipes.TryAndWaitALittle(copy.Reader, new byte[8]));
        byte[] received = new byte[18];
        file.Reader.ReadExactly(received);
        Assert.Equal("passed onpassed on", Encoding.UTF8.GetString(received));

        Task writing = Task.Run(() => Pipes.WriteFreshPages(file.Writer));
        byte[] pages = new byte[1 << 20];
        file.Reader.ReadExactly(pages);
        await writing;
        Assert.False(pages.AsSpan().ContainsAnyExcept((byte)7));
    }

    [Fact]
    public async Task Fifos_Examples_DoWhatTheySay()
    {
        string path = Path.Combine(_directory.FullName, "fifo");
        Assert.Equal("hello", await Fifos.MeetAsync(path));
        Assert.False(File.Exists(path));
        Fifos.StayInTheDirectory(_directory.FullName);
        Assert.Empty(_directory.GetFileSystemInfos());

        Fifo.Create(path);
        Assert.Equal("nobody reads", Fifos.SendIfSomebodyListens(path, [1]));
        using CancellationTokenSource source = new();
        List<string> handled = [];
        Task serving = Fifos.ServeAsync(path, line => { handled.Add(line); return line == "last" ? source.CancelAsync() : Task.CompletedTask; }, source.Token);
        foreach (string line in new[] { "first\n", "last\n" })
            Assert.Equal("sent", Fifos.SendIfSomebodyListens(path, Encoding.UTF8.GetBytes(line)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving);
        Assert.Equal(["first", "last"], handled);
        Fifo.Delete(path);
    }
}
