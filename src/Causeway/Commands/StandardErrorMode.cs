namespace Causeway;

/// <summary>Where the standard error of a <see cref="ShellCommand"/> goes.</summary>
public enum StandardErrorMode
{
    /// <summary>To this process's standard error, as popen(3) leaves it.</summary>
    Inherit,

    /// <summary>Through <see cref="ShellCommand.Error"/>: one stream for all commands of a pipeline.</summary>
    Separate,

    /// <summary>
    /// To where the output of the whole goes, <c>{ a | b; } 2>&amp;1</c> in the shell. For the way into the next command see
    /// <see cref="CommandStage.ErrorIntoPipe"/>.
    /// </summary>
    Merge,
}
