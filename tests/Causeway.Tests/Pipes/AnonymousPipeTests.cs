namespace Causeway.Tests.Pipes;

public sealed class AnonymousPipeTests
{
    [Fact]
    public void Pipe_InheritedByACProgram_CarriesBytesBothWays()
    {
        using AnonymousPipe there = AnonymousPipe.Create();
        using AnonymousPipe back = AnonymousPipe.Create();
        var options = new ChildProcessOptions(CCompiler.Compile("pipe_upper"));
        options.Descriptors[3] = there.Reader.Descriptor;
        options.Descriptors[4] = back.Writer.Descriptor;
        using Peer peer = Peer.Start(options);
        there.Reader.Dispose();
        back.Writer.Dispose();

        there.Writer.Write("causeway"u8);
        there.Writer.Dispose();

        using var reader = new StreamReader(back.Reader);
        Assert.Equal("CAUSEWAY", reader.ReadToEnd());
        peer.ExpectSuccess();
    }
}
