namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>What two processes take turns by. Implemented by structs, as <see cref="IBenchChannel{TReceived}"/> is.</summary>
internal interface IBenchTurn
{
    /// <summary>It is the other's turn; never waits.</summary>
    void Give();

    /// <summary>Waits until it is this one's.</summary>
    void Await();

    /// <inheritdoc cref="Await"/>
    ValueTask AwaitAsync() => throw new NotSupportedException();
}
