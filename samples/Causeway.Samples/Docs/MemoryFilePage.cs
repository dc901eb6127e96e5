using System.Text;

namespace Causeway.Samples.Docs;

/// <summary>What docs/memory-file.md quotes.</summary>
public static class MemoryFilePage
{
    public static void Send(UnixSocket socket)
    {
        using MemoryFile file = MemoryFile.Create("prices", 4096);
        file.AddSeals(MemoryFileSeals.Shrink | MemoryFileSeals.Grow | MemoryFileSeals.Seal);
        using MemoryMapping mapping = file.Map();
        "hello"u8.CopyTo(mapping.Span);
        socket.SendWithHandles("x"u8, [file.Descriptor]);
    }

    public static string Receive(UnixSocket socket)
    {
        using UnixReceived received = socket.ReceiveWithHandles(new byte[1], maxHandles: 1);
        using MemoryFile file = MemoryFile.From(received.Handles[0]);    // refuses what is no memfd
        using MemoryMapping mapping = file.MapSealed(4096);              // refuses what can shrink, or is shorter
        string text = Encoding.ASCII.GetString(mapping.Span[..5]);

        return text;
    }

    public static string ReadOfProcess(int processId, int descriptor)
    {
        using MemoryFile file = MemoryFile.FromProcess(processId, descriptor);
        byte[] bytes = new byte[5];
        file.Read(bytes, offset: 0);

        return Encoding.ASCII.GetString(bytes);
    }

    public static MemoryFile Publish(ReadOnlySpan<byte> contents)
    {
        MemoryFile file = MemoryFile.Create("settings", 0);
        file.Write(contents, offset: 0);
        file.AddSeals(MemoryFileSeals.Write | MemoryFileSeals.Shrink | MemoryFileSeals.Grow);

        return file;
    }
}
