using System.IO.Pipelines;
using System.Text;

namespace Causeway.Samples.Docs;

/// <summary>What docs/pipes.md quotes.</summary>
public static class Pipes
{
    public static string FeedAChild()
    {
        using AnonymousPipe there = AnonymousPipe.Create();
        using AnonymousPipe back = AnonymousPipe.Create();
        var options = new ChildProcessOptions("tr", "a-z", "A-Z");
        options.Descriptors[0] = there.Reader.Descriptor;
        options.Descriptors[1] = back.Writer.Descriptor;
        using ChildProcess child = ChildProcess.Start(options);
        there.Reader.Dispose();   // the child has its own
        back.Writer.Dispose();    // or the reading below would never end

        there.Writer.Write("causeway"u8);
        there.Writer.Dispose();   // the end, for the child
        string answer = new StreamReader(back.Reader).ReadToEnd(); // "CAUSEWAY"

        return answer;
    }

    public static string TryAndWaitALittle(PipeReadEnd reader, byte[] buffer)
    {
        if (!reader.TryRead(buffer, out int count))
            count = reader.Read(buffer, timeout: TimeSpan.FromSeconds(2));
        string what = count == 0 ? "every writer is gone" : $"{count} bytes";

        return what;
    }

    public static long CopyToAFile(PipeReadEnd reader, SafeFileDescriptor file)
    {
        long copied = 0;
        while (reader.SpliceTo(file, maxBytes: 1 << 20) is > 0 and int count)
            copied += count;

        return copied;
    }

    public static async Task<long> TeeAsync(PipeReadEnd reader, PipeWriteEnd copy, SafeFileDescriptor file)
    {
        long passed = 0;
        while (await reader.TeeToAsync(copy, maxBytes: 1 << 16) is > 0 and int count)
        {
            for (int moved = 0; moved < count;)
                moved += await reader.SpliceToAsync(file, count - moved);
            passed += count;
        }

        return passed;
    }

    public static void WriteFreshPages(PipeWriteEnd writer)
    {
        writer.WritePages(byteCount: 1 << 20, state: (byte)7, static (pages, value) => pages.Fill(value));
    }

    public static async Task<string> TalkThroughPipelinesAsync()
    {
        (DuplexPipe here, DuplexPipe there) = DuplexPipe.CreatePair();
        await using (here)
        await using (there)
        {
            await here.Output.WriteAsync("question"u8.ToArray());
            ReadResult result = await there.Input.ReadAsync();
            string text = Encoding.UTF8.GetString(result.Buffer);
            there.Input.AdvanceTo(result.Buffer.End);

            return text;
        }
    }
}
