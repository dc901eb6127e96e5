using System.Globalization;
using Causeway.Samples.Docs;

namespace Causeway.Cli.Tests.Docs;

public sealed class SysVSharedMemoryPageTests
{
    [Fact]
    public void Examples_Run_AndDoWhatTheySay()
    {
        string file = typeof(SysVSharedMemoryPageTests).Assembly.Location;
        Assert.Equal("order 17", SysVSharedMemoryPage.CreateAndAttach(file));

        SysVKey key = SysVKey.FromPath(file, 2);
        try
        {
            Assert.Equal(100, SysVSharedMemoryPage.AttachOrCreate(key));
            SysVSharedMemory memory = SysVSharedMemory.Open(key);
            Assert.Equal((2, 800), SysVSharedMemoryPage.UseInPlace(memory));
            Assert.Equal(101, SysVSharedMemoryPage.AttachOrCreate(key));

            using SysVSharedMemoryAttachment attachment = memory.Attach();
            using StringWriter output = new(CultureInfo.InvariantCulture);
            SysVSharedMemoryPage.Look(output);
            Assert.Contains($"{memory}: 4096 bytes, attached 1 times\n  by process {Environment.ProcessId}\n", output.ToString());
        }
        finally
        {
            SysVSharedMemory.Delete(key);
        }
    }
}
