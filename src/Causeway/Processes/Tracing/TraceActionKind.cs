namespace Causeway;

/// <summary>The actions of <see cref="TraceAction"/>; the default is to go on.</summary>
internal enum TraceActionKind
{
    Continue,
    Swallow,
    Deliver,
    Step,
    Detach,
}
