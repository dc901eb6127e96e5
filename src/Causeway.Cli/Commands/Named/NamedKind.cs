namespace Causeway.Cli.Commands.Named;

/// <summary>What the command calls the kinds of named objects.</summary>
internal static class NamedKind
{
    private static readonly (NamedObjectKind Kind, string Word)[] s_words =
    [
        (NamedObjectKind.Semaphore, "semaphore"), (NamedObjectKind.Event, "event"), (NamedObjectKind.Mutex, "mutex"), (NamedObjectKind.Lock, "lock"),
        (NamedObjectKind.ReaderWriterLock, "rwlock"), (NamedObjectKind.Barrier, "barrier"), (NamedObjectKind.Countdown, "countdown"), (NamedObjectKind.Memory, "memory"),
    ];

    /// <summary>All words, for the help.</summary>
    public static string Words => string.Join(", ", s_words.Select(one => one.Word));

    /// <summary>In one word, also as JSON has it.</summary>
    public static string WordOf(NamedObjectKind kind) => Array.Find(s_words, one => one.Kind == kind).Word ?? $"kind {(int)kind}";

    /// <summary>The kind of a word.</summary>
    /// <exception cref="UsageException">It is none's.</exception>
    public static NamedObjectKind Parse(string word) => Array.Find(s_words, one => one.Word == word) is { Word: not null } found
        ? found.Kind
        : throw new UsageException($"'{word}' is no kind of object, only {Words}");
}
