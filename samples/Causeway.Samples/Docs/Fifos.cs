using System.Text;

namespace Causeway.Samples.Docs;

/// <summary>What docs/fifos.md quotes.</summary>
public static class Fifos
{
    public static async Task<string> MeetAsync(string path)
    {
        Fifo.Create(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite);
        Task<PipeReadEnd> opening = Fifo.OpenReaderAsync(path);             // until there is a writer
        using PipeWriteEnd writer = Fifo.OpenWriter(path, timeout: TimeSpan.FromSeconds(5));
        using PipeReadEnd reader = await opening;
        writer.Write("hello"u8);
        writer.Dispose();
        string text = await new StreamReader(reader).ReadToEndAsync();      // "hello"
        Fifo.Delete(path);

        return text;
    }

    public static string SendIfSomebodyListens(string path, byte[] report)
    {
        if (!Fifo.TryOpenWriter(path, out PipeWriteEnd? writer))
            return "nobody reads";
        using (writer)
            writer.WriteAtomic(report);

        return "sent";
    }

    public static async Task ServeAsync(string path, Func<string, Task> handle, CancellationToken token)
    {
        using FifoEnds server = Fifo.OpenReadWrite(path);
        using var lines = new StreamReader(server.Reader);
        while (await lines.ReadLineAsync(token) is { } line)
            await handle(line);
    }

    public static void StayInTheDirectory(string directoryPath)
    {
        using SafeFileDescriptor directory = Fifo.OpenDirectory(directoryPath);
        Fifo.Create(FifoPath.In(directory, "requests"));
        using FifoEnds requests = Fifo.OpenReadWrite(FifoPath.In(directory, "requests"));
        requests.Writer.WriteAtomic(Encoding.UTF8.GetBytes("ready\n"));
        Fifo.Delete(FifoPath.In(directory, "requests"));
    }
}
