namespace Causeway.Messaging.Tests;

public sealed class ExceptionTests
{
    [Fact]
    public void PeerDied_IsAnIOException_ThatNamesTheConnection() =>
        Assert.Contains("orders", Assert.IsType<IOException>(new PeerDiedException("orders"), exactMatch: false).Message, StringComparison.Ordinal);
}
