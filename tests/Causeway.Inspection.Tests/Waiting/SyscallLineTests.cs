using System.Text;
using Causeway.Inspection.Waiting;

namespace Causeway.Inspection.Tests.Waiting;

public sealed class SyscallLineTests
{
    private const string Whole = "202 0x7f2786ded028 0x80 0x2 0x0 0xffffffffffffffff 0x5 0x7ffdf6da45d8 0x7f2786c8812b\n";

    [Fact]
    public void Line_OfACall_HasItsArguments()
    {
        Assert.True(SyscallLine.TryParse(Encoding.ASCII.GetBytes(Whole), out SyscallLine line));
        Assert.Equal((202, 0x7f2786ded028UL, ulong.MaxValue, 5UL), (line.Number, line[0], line[4], line[5]));
        Assert.Equal((0x7ffdf6da45d8UL, 0x7f2786c8812bUL, false), (line.Stack, line.Program, line.IsNarrow));
    }

    [Fact]
    public void Line_CutAnywhere_IsNone()
    {
        // Cut within its last number it is a line with another number.
        int last = Whole.LastIndexOf('x') + 1;
        for (int length = 0; length <= last; length++)
            Assert.False(SyscallLine.TryParse(Encoding.ASCII.GetBytes(Whole[..length]), out _), Whole[..length]);
    }

    [Theory]
    [InlineData("running\n")]
    [InlineData("")]
    [InlineData("0\n")]
    [InlineData("0 3 0x1 0x1 0x1 0x1 0x1 0x1 0x1")]
    [InlineData("99999999999 0x1 0x1 0x1 0x1 0x1 0x1 0x1 0x1")]
    public void Line_ThatIsNone_IsRefused(string text) => Assert.False(SyscallLine.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void Line_OutsideOfACall_HasNoArguments()
    {
        Assert.True(SyscallLine.TryParse("-1 0x7ffdf6da45d8 0x7f2786c8812b\n"u8, out SyscallLine line));
        Assert.Equal((-1, 0UL), (line.Number, line[0]));
    }

    [Fact]
    public void Line_OfA32BitProgram_IsKnownByItsAddresses()
    {
        Assert.True(SyscallLine.TryParse("3 0x0 0xffb1c2d0 0x1 0x0 0x0 0x0 0xffb1c2a0 0xf7f2c589\n"u8, out SyscallLine line));
        Assert.True(line.IsNarrow);
    }
}
