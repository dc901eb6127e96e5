using System.Globalization;
using System.Runtime.InteropServices;

namespace Causeway.Tests.Fifos;

/// <summary>FIFOs shared with the shell and with C programs.</summary>
public sealed class FifoInteropTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly string _path;

    public FifoInteropTests()
    {
        _path = _directory.PathOf("fifo");
        Fifo.Create(_path);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void ServerOfNumbers_CClients_GetTheRunningNumber()
    {
        using FifoEnds server = Fifo.OpenReadWrite(_path);
        int number = 0;
        foreach (int count in new[] { 3, 1, 5 })
        {
            using Peer client = Peer.StartC("fifo_seqnum", _path, $"{count}");
            int[] request = new int[2];
            server.Reader.ReadExactly(MemoryMarshal.AsBytes(request.AsSpan()));
            Assert.Equal(client.Process.Id, request[0]);
            using (PipeWriteEnd answer = Fifo.OpenWriter(string.Create(CultureInfo.InvariantCulture, $"{_path}.{request[0]}")))
                answer.WriteAtomic(MemoryMarshal.AsBytes([number]));
            client.Expect($"{number}");
            client.ExpectSuccess();
            number += request[1];
        }
    }

    [Fact]
    public void ShellWriter_NobodyReadsYet_WaitsAndOurWriterWithoutWaitingIsEnxio()
    {
        using Peer shell = Peer.Start(new ChildProcessOptions("sh", "-c", "echo started; printf hello > \"$1\"", "sh", _path));
        shell.Expect("started");
        Assert.Equal(Errno.ENXIO, Assert.Throws<SyscallException>(() => Fifo.OpenWriter(_path, FifoOpen.NoWait)).Errno);
        using var reader = new StreamReader(Fifo.OpenReader(_path));
        Assert.Equal("hello", reader.ReadToEnd());
        shell.ExpectSuccess();
    }

    [Fact]
    public void FourShells_FramesOfPipeBuf_AreNeverMixed()
    {
        using PipeReadEnd reader = Fifo.OpenReader(_path, FifoOpen.NoWait);
        Peer[] shells = [.. Enumerable.Range(1, 4).Select(number =>
            Peer.Start(new ChildProcessOptions("sh", "-c", "exec >\"$1\"; while :; do printf %04096d \"$2\"; done", "sh", _path, $"{number}")))];
        try
        {
            byte[] frame = new byte[PipeWriteEnd.AtomicWriteBytes];
            using PipeWriteEnd keepsOpen = Fifo.OpenWriter(_path);
            for (int i = 0; i < TestLoad.Rounds(20_000); i++)
            {
                reader.ReadExactly(frame);
                Assert.False(frame.AsSpan(0, frame.Length - 1).ContainsAnyExcept((byte)'0'));
                Assert.InRange(frame[^1], (byte)'1', (byte)'4');
            }

            // Nobody reads any more: the shells end by SIGPIPE.
            reader.Dispose();
            Assert.All(shells, static shell => Assert.Equal(Signal.Pipe, shell.Process.WaitForExit().Signal));
        }
        finally
        {
            Array.ForEach(shells, static shell => shell.Dispose());
        }
    }
}
