namespace Causeway.Sys.Tests;

public sealed class CountedTests
{
    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(1, "1 byte")]
    [InlineData(2, "2 bytes")]
    public void Of_One_IsNotSeveral(long count, string expected) => Assert.Equal(expected, Counted.Of(count, "byte"));
}
