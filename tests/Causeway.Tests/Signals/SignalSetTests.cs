namespace Causeway.Tests.Signals;

public sealed class SignalSetTests
{
    [Fact]
    public void Of_Signals_ContainsThemAndNoOther()
    {
        SignalSet set = SignalSet.Of(Signal.Hup, Signal.Usr1, new Signal(64));
        Assert.Equal([1, 10, 64], set.Select(static signal => signal.Number));
        Assert.True(set.Contains(Signal.Usr1));
        Assert.False(set.Contains(Signal.Usr2));
        Assert.Equal("SIGHUP SIGUSR1 SIGRTMAX", set.ToString());
        Assert.Equal(64, SignalSet.All.Count());
        Assert.Empty(SignalSet.Empty);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    [InlineData(-1)]
    public void Of_NoSignal_IsRefused(int number) => Assert.Throws<ArgumentOutOfRangeException>(() => SignalSet.Of(new Signal(number)));

    [Theory]
    [InlineData(9, "SIGKILL")]
    [InlineData(31, "SIGSYS")]
    [InlineData(34, "SIGRTMIN+0")]
    [InlineData(48, "SIGRTMIN+14")]
    [InlineData(49, "SIGRTMAX-15")]
    [InlineData(64, "SIGRTMAX")]
    [InlineData(33, "signal 33")]
    public void Name_OfANumber_IsKillsOwn(int number, string name) => Assert.Equal(name, new Signal(number).Name);
}
