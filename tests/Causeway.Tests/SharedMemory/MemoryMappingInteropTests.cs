namespace Causeway.Tests.SharedMemory;

/// <summary>The same file mapped in C (tests/Peers/mapped_file.c).</summary>
public sealed class MemoryMappingInteropTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), KernelName.Next()[1..]);

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Shared_BothDirections_WithTheProgramOfTheManPages()
    {
        using MemoryMapping mapping = MemoryMapping.CreateFile(_path, 10);
        Run("hello", "Current string=", "Copied \"hello\" to shared memory");
        Assert.Equal("hello\0"u8, mapping.GetReadOnlySpan<byte>(0, 6));

        "from CW\0"u8.CopyTo(mapping.Span);
        Run(null, "Current string=from CW");
    }

    [Fact]
    public void Private_WritesAreSeenHereAlone_AndUntouchedPagesFollowTheFile()
    {
        File.WriteAllBytes(_path, new byte[3 * Environment.SystemPageSize]);
        using Peer peer = Peer.StartC("mapped_file", "-i", _path);
        peer.Expect("mapped");
        Answer(peer, "put common", "common");
        using MemoryMapping apart = MemoryMapping.OpenFile(_path, sharing: MappingSharing.Private);
        using MemoryMapping shared = MemoryMapping.OpenFile(_path);
        Assert.Equal("common"u8, apart.GetReadOnlySpan<byte>(0, 6));

        "MINE"u8.CopyTo(apart.Span);
        apart.Flush();
        Answer(peer, "get", "common");
        Assert.Equal("common"u8, shared.GetReadOnlySpan<byte>(0, 6));
        Assert.Equal("MINEon"u8, apart.GetReadOnlySpan<byte>(0, 6));

        // The copied page no longer follows the file; the shared mapping does, and what C keeps private stays there.
        Answer(peer, "put changed", "changed");
        Assert.Equal("MINEon"u8, apart.GetReadOnlySpan<byte>(0, 6));
        Assert.Equal("changed"u8, shared.GetReadOnlySpan<byte>(0, 7));
        Answer(peer, "private theirs", "theirs");
        Assert.Equal("changed"u8, shared.GetReadOnlySpan<byte>(0, 7));
        Assert.Equal("changed"u8, File.ReadAllBytes(_path).AsSpan(0, 7));
    }

    private static void Answer(Peer peer, string command, string answer)
    {
        peer.Send(command);
        peer.Expect(answer);
    }

    private void Run(string? text, params string[] lines)
    {
        using Peer peer = Peer.StartC("mapped_file", text is null ? [_path] : [_path, text]);
        foreach (string line in lines)
            peer.Expect(line);
        peer.ExpectSuccess();
    }
}
