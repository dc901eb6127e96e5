namespace Causeway;

/// <summary>One of the words that <see cref="Futex.WaitAny"/> waits for.</summary>
/// <param name="Futex">The word.</param>
/// <param name="Expected">What the word was when the caller decided to wait.</param>
public readonly record struct FutexWait(Futex Futex, int Expected);
