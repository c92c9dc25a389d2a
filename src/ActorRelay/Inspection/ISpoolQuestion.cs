namespace ActorRelay.Inspection;

/// <summary>Something that <c>/user/spool</c> or one of its children answers; <c>/user/inspection</c> passes it on.</summary>
internal interface ISpoolQuestion;
